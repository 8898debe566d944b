package io.lethe.retention;

import io.lethe.retention.DueStore.Cursor;
import io.lethe.retention.DueStore.DueBucket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Buckets of one category that a worker works through, all of them at once and in order of due
 * date.
 *
 * <p>Records that are due together were mostly received together, and lie on the same pages: a
 * batch over many buckets reads and writes each page once, where a bucket after the other would
 * come back to it for each.
 */
record WorkUnit(CategoryRef category, List<Short> buckets) {

  WorkUnit {
    buckets = List.copyOf(buckets);
  }

  /**
   * Deals what is due of each category out to so many units; what is no more than a batch is one.
   */
  static List<WorkUnit> deal(List<DueBucket> due, int units, int batchSize) {
    Map<CategoryRef, List<DueBucket>> byCategory = new LinkedHashMap<>();
    due.forEach(
        bucket ->
            byCategory.computeIfAbsent(bucket.category(), c -> new ArrayList<>()).add(bucket));
    List<WorkUnit> dealt = new ArrayList<>();
    byCategory.forEach(
        (category, buckets) -> {
          long rows = buckets.stream().mapToLong(DueBucket::rows).sum();
          int parts = rows <= batchSize ? 1 : Math.min(units, buckets.size());
          IntStream.range(0, parts).forEach(i -> dealt.add(part(category, buckets, i, parts)));
        });
    return dealt;
  }

  private static WorkUnit part(CategoryRef category, List<DueBucket> buckets, int first, int step) {
    List<Short> mine = new ArrayList<>();
    for (int i = first; i < buckets.size(); i += step) {
      mine.add(buckets.get(i).bucket());
    }
    return new WorkUnit(category, mine);
  }

  /** Every bucket from its beginning. */
  SortedMap<Short, Cursor> start() {
    SortedMap<Short, Cursor> start = new TreeMap<>();
    buckets.forEach(bucket -> start.put(bucket, Cursor.START));
    return start;
  }
}
