package io.lethe.retention;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How much of a backlog a run acts on, when others follow.
 *
 * <p><b>Guarantee</b>: the smallest number of records per run that is never late. When every run
 * takes its share of what is left, in order of due date, each record is acted on by a run before
 * its time, or by this one; what has no time until the next run is never left to it.
 */
final class Share {

  private Share() {}

  /**
   * Records of a day that have the same time left.
   *
   * @param day on which their terms ended
   * @param by before when they are to be acted on
   */
  record Portion(LocalDate day, Instant by, long records) {}

  /**
   * The share of this run: the greatest of those that each portion asks for, with all that is due
   * before it, from this run and the following ones that begin in its time.
   *
   * @param backlog in order of due date
   * @param following when the runs after this one begin, ascending
   */
  static long of(List<Portion> backlog, List<Instant> following) {
    long sum = 0;
    long share = 0;
    for (Portion portion : backlog) {
      sum += portion.records();
      long runs = 1 + following.stream().takeWhile(run -> run.isBefore(portion.by())).count();
      share = Math.max(share, (sum + runs - 1) / runs);
    }
    return share;
  }

  /**
   * Deals a share out to buckets, in order of the days; of the last one each bucket gives as great
   * a part as any other, to one record.
   *
   * @param ahead records by bucket and day
   * @return how many of each bucket; the sum is the share, or all that there is
   */
  static Map<Short, Long> deal(Map<Short, ? extends SortedMap<LocalDate, Long>> ahead, long share) {
    Map<Short, Long> dealt = new HashMap<>();
    long left = share;
    for (Map.Entry<LocalDate, Map<Short, Long>> day : byDay(ahead).entrySet()) {
      long all = sum(day.getValue().values());
      long taken = Math.min(all, left);
      deal(day.getValue(), taken, all).forEach((bucket, n) -> dealt.merge(bucket, n, Long::sum));
      left -= taken;
    }
    return dealt;
  }

  private static Map<Short, Long> deal(Map<Short, Long> buckets, long share, long all) {
    Map<Short, Long> dealt = new TreeMap<>();
    buckets.forEach((bucket, n) -> dealt.put(bucket, Math.multiplyExact(n, share) / all));
    long rest = share - sum(dealt.values());
    for (Short bucket : new ArrayList<>(dealt.keySet())) {
      if (rest > 0 && dealt.get(bucket) < buckets.get(bucket)) {
        dealt.merge(bucket, 1L, Long::sum);
        rest--;
      }
    }
    return dealt;
  }

  private static SortedMap<LocalDate, Map<Short, Long>> byDay(
      Map<Short, ? extends SortedMap<LocalDate, Long>> ahead) {
    SortedMap<LocalDate, Map<Short, Long>> days = new TreeMap<>();
    ahead.forEach(
        (bucket, counts) ->
            counts.forEach(
                (day, n) -> days.computeIfAbsent(day, d -> new TreeMap<>()).put(bucket, n)));
    return days;
  }

  static long sum(Collection<Long> counts) {
    return counts.stream().mapToLong(Long::longValue).sum();
  }
}
