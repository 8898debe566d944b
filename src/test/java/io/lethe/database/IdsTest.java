package io.lethe.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdsTest {

  private final Ids ids = new Ids();

  @Test
  void idsCarryTheirBucketAndAreOfVersionEight() {
    for (int bucket = 0; bucket < Ids.BUCKETS; bucket++) {
      // When
      UUID opaque = ids.opaque(bucket);
      UUID timed = ids.timed(bucket, 1_770_000_000_123L);

      // Then
      assertThat(Ids.bucket(opaque)).isEqualTo(bucket);
      assertThat(Ids.bucket(timed)).isEqualTo(bucket);
      assertThat(opaque.version()).isEqualTo(8);
      assertThat(timed.version()).isEqualTo(8);
      assertThat(opaque.variant()).isEqualTo(2);
      assertThat(timed.getMostSignificantBits() >>> 16).isEqualTo(1_770_000_000_123L);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "32767, 4294967295", "7, 1757484000"})
  void idsInTablesCarrySeriesAndSecondAndComeAfterEveryTimedOne(int series, long second) {
    // Given
    Instant at = Instant.ofEpochSecond(second, 999_999_000);

    // When
    UUID id = ids.inTable(63, series, at);

    // Then
    assertThat(id.getMostSignificantBits() >>> 16)
        .isEqualTo(1L << 47 | (long) series << 32 | second);
    assertThat(Ids.bucket(id)).isEqualTo(63);
    assertThat(id.version()).isEqualTo(8);
    assertThat(Ids.isInTable(id)).isTrue();
    assertThat(Ids.isInTable(ids.timed(63, 253_370_764_800_000L))).isFalse();
    assertThat(id.toString()).isGreaterThan(ids.timed(0, 140_737_488_355_327L).toString());
    assertThat(id.toString()).isGreaterThanOrEqualTo(Ids.firstInTable(series, at).toString());
  }

  @Test
  void idsOfATableAreBetweenItsFirstAndTheFirstOfTheNext() {
    // Given a day of 25 hours
    ZoneId zone = ZoneId.of("Europe/Berlin");
    Instant from = LocalDate.parse("2025-10-26").atStartOfDay(zone).toInstant();
    Instant until = LocalDate.parse("2025-10-27").atStartOfDay(zone).toInstant();
    assertThat(Duration.between(from, until)).isEqualTo(Duration.ofHours(25));

    for (int hour = -1; hour <= 25; hour++) {
      // When
      UUID id = ids.inTable(hour & 63, 3, from.plus(Duration.ofHours(hour)));

      // Then
      boolean within =
          id.toString().compareTo(Ids.firstInTable(3, from).toString()) >= 0
              && id.toString().compareTo(Ids.firstInTable(3, until).toString()) < 0;
      assertThat(within).isEqualTo(hour >= 0 && hour < 25);
    }
  }

  @Test
  void noTableHasASeriesOrASecondOutsideItsBits() {
    // Then
    assertThatThrownBy(() -> ids.inTable(0, 32_768, Instant.EPOCH))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ids.inTable(0, -1, Instant.EPOCH))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ids.inTable(0, 0, Instant.EPOCH.minusSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ids.inTable(0, 0, Instant.ofEpochSecond(1L << 32)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void idsOfOneMillisecondDiffer() {
    // When
    Set<UUID> made = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      made.add(ids.timed(1, 5));
      made.add(ids.opaque(1));
    }

    // Then
    assertThat(made).hasSize(20_000);
  }
}
