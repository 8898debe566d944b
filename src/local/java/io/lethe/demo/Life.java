package io.lethe.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What happened to one subject of the demo until now; drawn from its number, so that it need not be
 * kept.
 *
 * @param subject the reference that its product has for it
 * @param joined when its records were collected
 * @param events in order of time; the one that ends it is the last
 */
record Life(
    Plot plot, String subject, List<String> categories, Instant joined, List<Event> events) {

  private static final long SEED = 0x1e7e;
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration YEAR = Duration.ofDays(365);

  /** Something that happened. */
  record Event(String type, String purpose, Instant at) {}

  /** The life of the subject of this number. */
  static Life of(int number, Instant now) {
    SplittableRandom random = new SplittableRandom(SEED + number);
    Plot plot = Plot.draw(random);
    List<String> categories = plot.categories(random);
    Instant joined = joined(number, plot, random, now);
    List<Event> events = new ArrayList<>();
    Instant end = end(number, joined, random, now);
    if (plot == Plot.SENS_USER || plot == Plot.EXPRESS_USER) {
      visits(joined, quits(end, joined, random, now), random, events);
    }
    if (end.isBefore(now)) {
      events.add(new Event(plot.ending(random), "", end));
    }
    if (plot == Plot.SENS_USER && random.nextInt(100) < 10) {
      events.add(new Event("consent-withdrawn", "mailing", between(joined, end, random)));
    }
    events.sort(Comparator.comparing(Event::at));
    return new Life(plot, plot.policy() + "-" + number, categories, joined, events);
  }

  /** Whether a court has an interest in the subject. */
  static boolean isHeld(int number) {
    return number % 100 == 42;
  }

  /** Whether the subject disputes its data. */
  static boolean isBlocked(int number) {
    return number % 250 == 17;
  }

  private static boolean endsToday(int number) {
    return number % 50 == 11;
  }

  private static Instant joined(int number, Plot plot, SplittableRandom random, Instant now) {
    boolean tense = isHeld(number) || isBlocked(number) || endsToday(number);
    Duration longest = tense ? YEAR.plusDays(300) : YEAR.multipliedBy(plot.years());
    Instant from = now.minus(longest);
    return between(from, tense ? from.plus(YEAR) : now, random);
  }

  /** Within three years from joining, for four of ten; else now. */
  private static Instant end(int number, Instant joined, SplittableRandom random, Instant now) {
    if (endsToday(number)) {
      return between(now.minus(DAY), now, random);
    }
    boolean ends = isHeld(number) || isBlocked(number) || random.nextInt(100) < 40;
    Instant latest = joined.plus(YEAR.multipliedBy(3));
    return ends ? between(joined, latest.isBefore(now) ? latest : now, random) : now;
  }

  /** Four of ten who stay stop coming; three of a hundred never came. */
  private static Instant quits(Instant end, Instant joined, SplittableRandom random, Instant now) {
    int drawn = random.nextInt(100);
    if (drawn < 3) {
      return joined;
    }
    return drawn < 43 && !end.isBefore(now) ? between(joined, end, random) : end;
  }

  private static void visits(
      Instant from, Instant until, SplittableRandom random, List<Event> events) {
    Instant at = from.plus(Duration.ofMinutes(5));
    while (at.isBefore(until)) {
      events.add(new Event("last-activity", "", at));
      at = at.plus(Duration.ofHours(random.nextInt(24, 24 * 90)));
    }
  }

  /** To the second, and before {@code to} unless there is not even that between them. */
  private static Instant between(Instant from, Instant to, SplittableRandom random) {
    long seconds = Math.max(1, Duration.between(from, to).toSeconds());
    return from.plusSeconds(random.nextLong(seconds)).truncatedTo(ChronoUnit.SECONDS);
  }
}
