package io.lethe.subject;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.policy.Action;
import io.lethe.policy.Category;
import io.lethe.policy.RetentionRule;
import io.lethe.time.Calendars;
import io.lethe.time.Term;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/**
 * What is collected on a day of the policy's zone is due at one instant, whatever the zone does.
 */
class DayOfCollectionPropertyTest {

  @Provide
  Arbitrary<ZoneId> zones() {
    return Arbitraries.of(
            "Europe/Moscow",
            "Europe/Berlin",
            "America/New_York",
            "America/Sao_Paulo",
            "Australia/Lord_Howe",
            "Pacific/Apia",
            "Asia/Kathmandu",
            "Africa/Cairo")
        .map(ZoneId::of);
  }

  @Property(tries = 2_000)
  void dayIsDueAtOnceAndTheNextOneLater(
      @ForAll("zones") ZoneId zone,
      @ForAll @IntRange(min = 7_300, max = 25_000) int day,
      @ForAll @IntRange(max = 1_000_000) int share,
      @ForAll @IntRange(max = 100) int keep) {
    // Given
    LocalDate date = LocalDate.ofEpochDay(day);
    Instant from = date.atStartOfDay(zone).toInstant();
    Instant until = date.plusDays(1).atStartOfDay(zone).toInstant();
    long micros = ChronoUnit.MICROS.between(from, until);
    if (micros == 0) {
      return; // a day that the zone left out
    }
    Instant within = from.plus(micros / 1_000_001 * share, ChronoUnit.MICROS);
    RetentionClock clock = clock(zone, keep);

    // Then
    assertThat(due(clock, within)).isEqualTo(due(clock, from));
    assertThat(due(clock, until.minus(1, ChronoUnit.MICROS))).isEqualTo(due(clock, from));
    assertThat(due(clock, from)).isAfterOrEqualTo(until);
    assertThat(due(clock, until)).isAfterOrEqualTo(due(clock, from));
  }

  private static Instant due(RetentionClock clock, Instant collected) {
    ClockFacts facts = new ClockFacts(collected, collected, null, List.of());
    return RetentionClock.earliest(clock.read(facts, Instant.MIN)).orElseThrow().dueAt();
  }

  private static RetentionClock clock(ZoneId zone, int keep) {
    RetentionRule rule =
        new RetentionRule(
            0,
            RetentionClock.COLLECTED,
            Optional.of(new Term.Calendar(Period.ofDays(keep))),
            Optional.empty(),
            Action.DESTROY,
            "");
    Category category =
        new Category(
            "visit",
            List.of(),
            List.of(),
            List.of(),
            false,
            List.of(rule),
            Set.of(),
            Set.of(),
            List.of());
    return new RetentionClock(category, zone, new Calendars().find("ru").orElseThrow(), List.of());
  }
}
