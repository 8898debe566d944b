package io.lethe.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class LeaseTermTest {

  private static final Instant ASKED = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  /** A lease of an hour, looked at when a clock shows so much more, and the machine has run. */
  private static Duration left(Duration shown, Duration run) {
    Clock clock = Clock.fixed(ASKED.plus(shown), ZoneOffset.UTC);
    return new LeaseTerm(System.nanoTime() - run.toNanos(), ASKED, HOUR, clock).left();
  }

  @Test
  void beginsWithAllOfItsTime() {
    assertThat(LeaseTerm.begin(Clock.systemUTC()).lasting(HOUR).left()).isPositive();
  }

  @Test
  void machineThatSleptHasNone() {
    assertThat(left(Duration.ofHours(2), Duration.ZERO)).isNegative();
  }

  @Test
  void clockThatIsSetBackMakesItNoLonger() {
    assertThat(left(Duration.ofDays(-1), Duration.ofHours(2))).isNegative();
    assertThat(left(Duration.ofDays(-1), Duration.ZERO)).isLessThanOrEqualTo(HOUR);
  }
}
