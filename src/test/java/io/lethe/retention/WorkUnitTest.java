package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.retention.DueStore.DueBucket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class WorkUnitTest {

  private static final CategoryRef ACCOUNT = new CategoryRef("mst_software", "account");

  @Test
  void bucketThatFillsABatchIsAUnitOfItsOwn() {
    // Given
    List<DueBucket> due = List.of(bucket(0, 3), bucket(1, 10), bucket(2, 4));

    // When
    List<WorkUnit> units = WorkUnit.pack(due, 10);

    // Then
    assertThat(units)
        .containsExactlyInAnyOrder(
            new WorkUnit(ACCOUNT, List.of((short) 1), true),
            new WorkUnit(ACCOUNT, List.of((short) 0, (short) 2), false));
  }

  @Property(tries = 200)
  void everyBucketIsInOneUnitAndNoSharedUnitExceedsABatch(@ForAll long seed) {
    // Given
    Random random = new Random(seed);
    List<DueBucket> due = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      due.add(bucket(i, 1 + random.nextInt(40)));
    }

    // When
    List<WorkUnit> units = WorkUnit.pack(due, 30);

    // Then
    assertThat(units.stream().flatMap(unit -> unit.buckets().stream()))
        .containsExactlyInAnyOrderElementsOf(due.stream().map(DueBucket::bucket).toList());
    var rows = due.stream().collect(Collectors.toMap(DueBucket::bucket, DueBucket::rows));
    assertThat(units)
        .allMatch(
            unit -> unit.single() || unit.buckets().stream().mapToLong(rows::get).sum() <= 30);
  }

  private static DueBucket bucket(int bucket, long rows) {
    return new DueBucket(ACCOUNT, (short) bucket, rows);
  }
}
