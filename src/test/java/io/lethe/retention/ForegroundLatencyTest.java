package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ForegroundLatencyTest {

  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;

  private final ForegroundLatency latency = new ForegroundLatency();

  @Test
  void percentileIsRightToAnEighth() {
    // Given
    Random random = new Random(7);
    long[] times = new long[5_000];
    for (int i = 0; i < times.length; i++) {
      times[i] = (long) (MILLI * Math.exp(random.nextGaussian()));
      latency.answered(times[i], SECOND);
    }
    Arrays.sort(times);
    double exact = times[times.length * 99 / 100 - 1];

    // When
    Duration p99 = latency.p99(SECOND);

    // Then
    assertThat(p99.toNanos() / exact).isBetween(1 / 1.13, 1.13);
  }

  @Test
  void fewAnswersSayNothing() {
    // Given
    for (int i = 0; i < 99; i++) {
      latency.answered(SECOND, SECOND);
    }

    // When / Then
    assertThat(latency.p99(SECOND)).isZero();
  }

  @Test
  void whatIsLongAgoIsForgotten() {
    // Given
    for (int i = 0; i < 200; i++) {
      latency.answered(SECOND, 5 * SECOND);
    }

    // When / Then
    assertThat(latency.p99(15 * SECOND)).isGreaterThan(Duration.ofMillis(800));
    assertThat(latency.p99(25 * SECOND)).isZero();
  }
}
