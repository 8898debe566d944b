package io.lethe.subject;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.policy.Action;
import io.lethe.policy.Category;
import io.lethe.policy.RetentionRule;
import io.lethe.subject.RetentionClock.Reading;
import io.lethe.time.Calendars;
import io.lethe.time.Term;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/**
 * Every reading of the clock against {@link RetentionClockOracle}, which shares nothing with it.
 */
class RetentionClockPropertyTest {

  private static final long SEED = 20_250_910;
  private static final String PURPOSE = "account";
  private static final List<String> TYPES =
      List.of("collected", "last-activity", "account-deleted", "consent-withdrawn", "moved-out");
  private static final List<String> ZONES =
      List.of(
          "Europe/Moscow",
          "Europe/Berlin",
          "America/New_York",
          "America/Sao_Paulo",
          "Africa/Cairo");

  @Property(seed = "" + SEED, tries = 1_000)
  void readingsAreThoseOfTheOracle(
      @ForAll("rules") List<RetentionRule> rules,
      @ForAll("zones") ZoneId zone,
      @ForAll("laws") List<String> laws,
      @ForAll("facts") ClockFacts facts) {
    // Given
    RetentionClock clock = clock(rules, zone, laws);
    RetentionClockOracle oracle = new RetentionClockOracle(zone, !laws.isEmpty(), PURPOSE);

    // When
    List<Reading> readings = clock.read(facts);
    Optional<Reading> winner = clock.due(facts);

    // Then
    assertThat(readings).hasSameSizeAs(rules);
    for (Reading reading : readings) {
      assertThat(reading.dueAt()).as("%s", reading).isEqualTo(oracle.due(reading.rule(), facts));
      assertThat(reading.deadline())
          .as("%s", reading)
          .isEqualTo(oracle.deadline(reading.rule(), facts));
      assertThat(reading.provisional()).isFalse();
    }
    assertThat(winner.map(reading -> reading.rule().index()))
        .isEqualTo(oracle.winner(rules, facts).map(RetentionRule::index));
  }

  @Property(seed = "" + SEED, tries = 1_000)
  void storedDueDateIsNeverLaterThanTheTruthWhateverActivityComes(
      @ForAll("rules") List<RetentionRule> rules,
      @ForAll("zones") ZoneId zone,
      @ForAll("facts") ClockFacts facts,
      @ForAll("instants") Instant assumed,
      @ForAll("instants") Instant activity) {
    // Given what is stored on receipt, or by a run that has met the record at any time
    RetentionClock clock = clock(rules, zone, List.of());
    Instant received = clock.notBefore(facts, facts.collectedAt());
    Instant postponed = clock.notBefore(facts, assumed);

    // When
    ClockFacts later = active(facts, activity);
    Instant lowered = byFirst(clock, facts, activity);

    // Then a record that waits has no clock of activity, and any other is claimed in time
    Instant truth = clock.due(later).map(Reading::dueAt).orElse(null);
    assertNotLater(earliest(received, lowered), truth);
    assertNotLater(earliest(postponed, lowered), truth);
    if (facts.activity() != null) {
      assertNotLater(clock.due(facts).map(Reading::dueAt).orElse(null), truth);
    }
  }

  @Property(seed = "" + SEED, tries = 1_000)
  void eventLowersTheStoredDueDateFarEnough(
      @ForAll("rules") List<RetentionRule> rules,
      @ForAll("zones") ZoneId zone,
      @ForAll("facts") ClockFacts facts,
      @ForAll("events") ClockFacts.Event event,
      @ForAll("instants") Instant activity) {
    // Given
    RetentionClock clock = clock(rules, zone, List.of());
    Instant stored = clock.notBefore(facts, facts.collectedAt());
    Instant lowered = earliest(clock.notBefore(event), byFirst(clock, facts, activity));

    // When the event has come, and activity after it
    List<ClockFacts.Event> events = new ArrayList<>(facts.events());
    events.add(event);
    ClockFacts before =
        new ClockFacts(facts.collectedAt(), facts.receivedAt(), facts.activity(), events);
    ClockFacts later = active(before, activity);

    // Then the lower of the two is not later than the truth
    assertNotLater(earliest(stored, lowered), clock.due(later).map(Reading::dueAt).orElse(null));
  }

  /** What the first activity of a subject lowers to; null when it is not the first. */
  private static @Nullable Instant byFirst(
      RetentionClock clock, ClockFacts facts, Instant activity) {
    return facts.activity() == null
        ? clock.notBefore(
            new ClockFacts.Event(RetentionClock.LAST_ACTIVITY, "", activity, activity))
        : null;
  }

  /** The same subject, active then; the record was there before a first activity. */
  private static ClockFacts active(ClockFacts facts, Instant activity) {
    ClockFacts.Activity before = facts.activity();
    ClockFacts.Activity after =
        before == null
            ? new ClockFacts.Activity(activity, facts.receivedAt())
            : new ClockFacts.Activity(
                before.last().isAfter(activity) ? before.last() : activity, before.since());
    return new ClockFacts(facts.collectedAt(), facts.receivedAt(), after, facts.events());
  }

  private static void assertNotLater(@Nullable Instant stored, @Nullable Instant truth) {
    if (truth != null) {
      assertThat(stored).isNotNull().isBeforeOrEqualTo(truth);
    }
  }

  private static @Nullable Instant earliest(@Nullable Instant a, @Nullable Instant b) {
    return a == null || b != null && b.isBefore(a) ? b : a;
  }

  private static RetentionClock clock(List<RetentionRule> rules, ZoneId zone, List<String> laws) {
    Category category =
        new Category(
            "c",
            List.of(),
            List.of(PURPOSE),
            List.of(),
            false,
            rules,
            Set.of(),
            Set.of(),
            List.of());
    return new RetentionClock(category, zone, new Calendars().find("ru").orElseThrow(), laws);
  }

  @Provide
  Arbitrary<List<RetentionRule>> rules() {
    Arbitrary<RetentionRule> rule =
        Combinators.combine(
                Arbitraries.of(TYPES),
                terms().optional(0.8),
                terms().optional(0.5),
                Arbitraries.of(Action.class))
            .as((from, keep, within, then) -> new RetentionRule(0, from, keep, within, then, ""));
    return rule.list()
        .ofMinSize(1)
        .ofMaxSize(5)
        .map(
            list -> {
              List<RetentionRule> numbered = new ArrayList<>();
              list.forEach(
                  one ->
                      numbered.add(
                          new RetentionRule(
                              numbered.size(),
                              one.from(),
                              one.keep(),
                              one.within(),
                              one.then(),
                              "")));
              return numbered;
            });
  }

  private static Arbitrary<Term> terms() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 12),
            Arbitraries.integers().between(0, 30),
            Arbitraries.integers().between(0, 70))
        .as((years, months, days) -> new Term.Calendar(Period.of(years, months, days)));
  }

  @Provide
  Arbitrary<ZoneId> zones() {
    return Arbitraries.of(ZONES).map(ZoneId::of);
  }

  @Provide
  Arbitrary<List<String>> laws() {
    return Arbitraries.of(List.of("ru-152-fz"), List.of());
  }

  /** Any second of thirty years, and often one beside a month's end, a leap day or a shift. */
  @Provide
  Arbitrary<Instant> instants() {
    Arbitrary<Instant> any =
        Arbitraries.longs()
            .between(
                Instant.parse("1995-01-01T00:00:00Z").getEpochSecond(),
                Instant.parse("2026-12-31T00:00:00Z").getEpochSecond())
            .map(Instant::ofEpochSecond);
    Arbitrary<Instant> edges =
        Combinators.combine(
                Arbitraries.of(
                    "2020-02-28",
                    "2020-02-29",
                    "2020-12-31",
                    "2021-01-31",
                    "2021-03-28",
                    "2021-03-14",
                    "2020-10-25",
                    "2020-11-01",
                    "2018-11-04",
                    "2024-04-26"),
                Arbitraries.longs().between(-129_600, 129_600))
            .as(
                (day, seconds) ->
                    LocalDate.parse(day)
                        .atStartOfDay(ZoneId.of("UTC"))
                        .toInstant()
                        .plusSeconds(seconds));
    return Arbitraries.oneOf(any, edges);
  }

  @Provide
  Arbitrary<ClockFacts.Event> events() {
    return Combinators.combine(
            Arbitraries.of(TYPES.subList(2, TYPES.size())),
            Arbitraries.of("", PURPOSE, "another"),
            instants(),
            instants())
        .as(ClockFacts.Event::new);
  }

  /** Of half of the records nobody said when they were collected. */
  @Provide
  Arbitrary<ClockFacts> facts() {
    return Combinators.combine(
            instants(),
            instants().injectNull(0.5),
            Combinators.combine(instants(), instants())
                .as(ClockFacts.Activity::new)
                .injectNull(0.3),
            events().list().ofMaxSize(4))
        .as(
            (collected, received, activity, events) ->
                new ClockFacts(
                    collected, received == null ? collected : received, activity, events));
  }
}
