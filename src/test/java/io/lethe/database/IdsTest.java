package io.lethe.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

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
