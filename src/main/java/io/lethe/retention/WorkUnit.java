package io.lethe.retention;

import io.lethe.retention.DueStore.DueBucket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Buckets of one category that a worker works through.
 *
 * <p>Small buckets are put together so that a batch is worth its transaction; a bucket that fills a
 * batch is a unit of its own and is worked through with a cursor.
 *
 * @param single whether one bucket is worked through with a cursor
 */
record WorkUnit(CategoryRef category, List<Short> buckets, boolean single) {

  /** Packs what is due into units of about {@code batchSize} rows. */
  static List<WorkUnit> pack(List<DueBucket> due, int batchSize) {
    Map<CategoryRef, List<DueBucket>> byCategory = new LinkedHashMap<>();
    due.forEach(
        bucket ->
            byCategory.computeIfAbsent(bucket.category(), c -> new ArrayList<>()).add(bucket));
    List<WorkUnit> units = new ArrayList<>();
    byCategory.forEach((category, buckets) -> pack(category, buckets, batchSize, units));
    return units;
  }

  private static void pack(
      CategoryRef category, List<DueBucket> buckets, int batchSize, List<WorkUnit> units) {
    List<Short> open = new ArrayList<>();
    long rows = 0;
    for (DueBucket bucket : buckets) {
      if (bucket.rows() >= batchSize) {
        units.add(new WorkUnit(category, List.of(bucket.bucket()), true));
        continue;
      }
      if (rows + bucket.rows() > batchSize) {
        units.add(new WorkUnit(category, List.copyOf(open), false));
        open.clear();
        rows = 0;
      }
      open.add(bucket.bucket());
      rows += bucket.rows();
    }
    if (!open.isEmpty()) {
      units.add(new WorkUnit(category, List.copyOf(open), false));
    }
  }
}
