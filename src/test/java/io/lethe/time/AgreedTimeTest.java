package io.lethe.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgreedTimeTest {

  private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");

  private final TrustedTime time =
      new AgreedTime(Clock.fixed(NOW, ZoneOffset.UTC), () -> Duration.ofSeconds(2));

  @Test
  void cutoffIsTheDatabasesWhenItIsBehind() {
    // When
    Instant cutoff = time.cutoff(NOW.minusSeconds(2));

    // Then
    assertThat(cutoff).isEqualTo(NOW.minusSeconds(2));
  }

  @Test
  void cutoffIsTheServicesWhenTheDatabaseIsAhead() {
    // When
    Instant cutoff = time.cutoff(NOW.plusSeconds(2));

    // Then
    assertThat(cutoff).isEqualTo(NOW);
  }

  @ParameterizedTest
  @ValueSource(longs = {-2001, 2001, 86_400_000})
  @ProducesCode(ErrorCode.CLOCK_SKEW)
  void clocksThatDisagreeAreNotTrusted(long skewMillis) {
    // When
    Instant database = NOW.plusMillis(skewMillis);

    // Then
    assertThatThrownBy(() -> time.cutoff(database))
        .satisfies(Problems.carries(ErrorCode.CLOCK_SKEW));
  }
}
