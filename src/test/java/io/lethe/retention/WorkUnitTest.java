package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.retention.DueStore.DueBucket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class WorkUnitTest {

  private static final CategoryRef ACCOUNT = new CategoryRef("mst_software", "account");

  @Test
  void whatIsNoMoreThanABatchIsOneUnit() {
    // Given
    List<DueBucket> due = List.of(bucket(0, 3), bucket(1, 2), bucket(2, 5));

    // When
    List<WorkUnit> units = WorkUnit.deal(due, 4, 10);

    // Then
    assertThat(units)
        .containsExactly(new WorkUnit(ACCOUNT, List.of((short) 0, (short) 1, (short) 2)));
  }

  @Property(tries = 200)
  void everyBucketIsInOneUnit(@ForAll long seed) {
    // Given
    Random random = new Random(seed);
    List<DueBucket> due = new ArrayList<>();
    int buckets = 1 + random.nextInt(64);
    int parts = 1 + random.nextInt(8);
    for (int i = 0; i < buckets; i++) {
      due.add(bucket(i, 31 + random.nextInt(40)));
    }

    // When
    List<WorkUnit> units = WorkUnit.deal(due, parts, 30);

    // Then
    assertThat(units).hasSize(Math.min(parts, buckets));
    assertThat(units.stream().flatMap(unit -> unit.buckets().stream()))
        .containsExactlyInAnyOrderElementsOf(due.stream().map(DueBucket::bucket).toList());
    assertThat(units.stream().mapToInt(unit -> unit.buckets().size()).summaryStatistics())
        .matches(sizes -> sizes.getMax() - sizes.getMin() <= 1);
  }

  private static DueBucket bucket(int bucket, long rows) {
    return new DueBucket(ACCOUNT, (short) bucket, rows);
  }
}
