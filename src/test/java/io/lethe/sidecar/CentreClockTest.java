package io.lethe.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CentreClockTest {

  private static final Instant ASKED = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant ANSWERED = ASKED.plusSeconds(10);

  private final CentreClock clock = new CentreClock(Clock.fixed(ANSWERED, ZoneOffset.UTC));

  @Test
  void isThatOfTheMachineBeforeALease() {
    assertThat(clock.instant()).isEqualTo(ANSWERED);
  }

  @ParameterizedTest(name = "{0} s after the question: {1} s")
  @CsvSource({"0, 0", "5, 0", "10, 0", "-1, 0", "12, 0", "-300, -300", "310, 300"})
  void isThatOfTheCentreWhereTheTwoCannotAgree(long shown, long ahead) {
    // When
    Duration found = clock.told(ASKED.plusSeconds(shown), ASKED, ANSWERED);

    // Then
    assertThat(found).isEqualTo(Duration.ofSeconds(ahead));
    assertThat(clock.instant()).isEqualTo(ANSWERED.plusSeconds(ahead));
  }

  @Test
  void followsTheLastLease() {
    // Given
    clock.told(ASKED.plusSeconds(600), ASKED, ANSWERED);

    // When
    clock.told(ASKED, ASKED, ANSWERED);

    // Then
    assertThat(clock.instant()).isEqualTo(ANSWERED);
  }
}
