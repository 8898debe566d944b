package io.lethe.retention;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hours of the day in which runs act.
 *
 * @param from included
 * @param to excluded; before {@code from} when they go over midnight
 */
public record Hours(LocalTime from, LocalTime to) {

  private static final Pattern SHAPE = Pattern.compile("(\\d{2}:\\d{2})-(\\d{2}:\\d{2})");

  /** Reads {@code 22:00-06:00}; empty when it is nothing like that. */
  static Optional<Hours> parse(String text) {
    Matcher parts = SHAPE.matcher(text);
    if (!parts.matches() || parts.group(1).equals(parts.group(2))) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Hours(LocalTime.parse(parts.group(1)), LocalTime.parse(parts.group(2))));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** How long it is until they begin; zero while they last. */
  Duration until(Instant now, ZoneId zone) {
    ZonedDateTime local = now.atZone(zone);
    if (contain(local.toLocalTime())) {
      return Duration.ZERO;
    }
    ZonedDateTime next = local.toLocalDate().atTime(from).atZone(zone);
    if (!next.isAfter(local)) {
      next = local.toLocalDate().plusDays(1).atTime(from).atZone(zone);
    }
    return Duration.between(local, next);
  }

  private boolean contain(LocalTime time) {
    boolean begun = !time.isBefore(from);
    boolean open = time.isBefore(to);
    return from.isBefore(to) ? begun && open : begun || open;
  }

  @Override
  public String toString() {
    return from + "-" + to;
  }
}
