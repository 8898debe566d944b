package io.lethe.subject;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.policy.Action;
import io.lethe.policy.RetentionRule;
import io.lethe.time.Calendars;
import io.lethe.time.Term;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Deadlines of what is due, and what is past its own. */
class ActionLimitsPropertyTest {

  private static final long SEED = 20_261_129;
  private static final ZoneId MOSCOW = ZoneId.of("Europe/Moscow");

  @Property(seed = "" + SEED, tries = 2_000)
  void whatIsDueBeforeAnInstantIsPastItsDeadline(
      @ForAll("rules") List<RetentionRule> rules,
      @ForAll("zones") ZoneId zone,
      @ForAll("instants") Instant due,
      @ForAll("seconds") long later) {
    ActionLimits limits = ClockSamples.clock(rules, zone, List.of()).limits();
    Instant now = due.plusSeconds(later);
    assertThat(due.isBefore(limits.overdueBefore(now)))
        .as("due %s, deadline %s, now %s", due, limits.deadline(due), now)
        .isEqualTo(!limits.deadline(due).isAfter(now));
  }

  /**
   * The last working day of 2025 is the 30th of December, the first of 2026 the 12th of January.
   */
  @Example
  void workingDaysAreCountedFromTheEndOfTheTermAndNotFromToday() {
    ActionLimits limits =
        new ActionLimits(
            List.of(
                new RetentionRule(
                    0,
                    "collected",
                    Optional.of(Term.parse("P1Y")),
                    Optional.of(Term.parse("P5BD")),
                    Action.DESTROY,
                    "")),
            List.of(),
            MOSCOW,
            new Calendars().find("ru").orElseThrow());
    Instant due = midnight("2025-12-18");
    assertThat(limits.deadline(due)).isEqualTo(midnight("2025-12-25"));
    assertThat(limits.overdueBefore(midnight("2025-12-25"))).isAfter(due);
    assertThat(limits.overdueBefore(midnight("2025-12-25").minusSeconds(1))).isBeforeOrEqualTo(due);
  }

  private static Instant midnight(String day) {
    return LocalDate.parse(day).atStartOfDay(MOSCOW).toInstant();
  }

  @Provide
  Arbitrary<List<RetentionRule>> rules() {
    return ClockSamples.rules();
  }

  @Provide
  Arbitrary<ZoneId> zones() {
    return ClockSamples.zones();
  }

  @Provide
  Arbitrary<Instant> instants() {
    return ClockSamples.instants();
  }

  /** Mostly about a limit, which is of years, months or days. */
  @Provide
  Arbitrary<Long> seconds() {
    return Arbitraries.longs().between(1, 15L * 366 * 86_400);
  }
}
