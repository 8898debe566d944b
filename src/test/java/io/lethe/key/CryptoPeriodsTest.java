package io.lethe.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.key.RingStore.VersionRow;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CryptoPeriodsTest {

  private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant WRITES = Instant.parse("2026-01-02T00:00:00Z");
  private static final Duration YEAR = Duration.ofDays(365);

  private static VersionRow version(Instant activated) {
    return new VersionRow(2, VersionState.ACTIVE, new byte[0], MADE, activated);
  }

  @Test
  void periodRunsFromWhenTheVersionCameToWrite() {
    // Then
    assertThat(CryptoPeriods.left(version(WRITES), YEAR, WRITES)).isEqualTo(YEAR);
    assertThat(CryptoPeriods.left(version(null), YEAR, MADE)).isEqualTo(YEAR);
  }

  @Test
  void lapsedPeriodIsNegative() {
    // When
    Duration left = CryptoPeriods.left(version(WRITES), YEAR, WRITES.plus(YEAR).plusSeconds(1));

    // Then
    assertThat(left).isEqualTo(Duration.ofSeconds(-1));
  }
}
