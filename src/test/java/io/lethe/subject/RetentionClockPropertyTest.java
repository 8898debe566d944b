package io.lethe.subject;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.policy.RetentionRule;
import io.lethe.subject.RetentionClock.Reading;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Every reading of the clock against {@link RetentionClockOracle}, which shares nothing with it.
 */
class RetentionClockPropertyTest {

  private static final long SEED = 20_250_910;

  @Property(seed = "" + SEED, tries = 1_000)
  void readingsAreThoseOfTheOracle(
      @ForAll("rules") List<RetentionRule> rules,
      @ForAll("zones") ZoneId zone,
      @ForAll("laws") List<String> laws,
      @ForAll("facts") ClockFacts facts) {
    // Given
    RetentionClock clock = ClockSamples.clock(rules, zone, laws);
    RetentionClockOracle oracle =
        new RetentionClockOracle(zone, !laws.isEmpty(), ClockSamples.PURPOSE);

    // When
    List<Reading> readings = clock.read(facts, Instant.MIN);
    Optional<Reading> winner = RetentionClock.earliest(readings);

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

  @Provide
  Arbitrary<List<RetentionRule>> rules() {
    return ClockSamples.rules();
  }

  @Provide
  Arbitrary<ZoneId> zones() {
    return ClockSamples.zones();
  }

  @Provide
  Arbitrary<List<String>> laws() {
    return ClockSamples.laws();
  }

  @Provide
  Arbitrary<ClockFacts> facts() {
    return ClockSamples.facts();
  }
}
