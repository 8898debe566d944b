package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.retention.Share.Portion;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Shares of backlogs, played run by run and record by record. */
class SharePropertyTest {

  private static final long SEED = 20_261_128;
  private static final Instant NOW = Instant.parse("2026-11-28T01:00:00Z");
  private static final LocalDate DAY = LocalDate.of(2026, 1, 1);

  /** A record's time, in hours from the first run; what is zero or less has none left. */
  private static List<Portion> backlog(List<int[]> days) {
    List<Portion> backlog = new ArrayList<>();
    for (int[] day : days) {
      backlog.add(
          new Portion(DAY.plusDays(backlog.size()), NOW.plus(Duration.ofHours(day[0])), day[1]));
    }
    return backlog;
  }

  private static List<Instant> runs(List<Integer> gaps) {
    List<Instant> runs = new ArrayList<>();
    Instant at = NOW;
    for (int gap : gaps) {
      at = at.plus(Duration.ofHours(gap));
      runs.add(at);
    }
    return runs;
  }

  /** The first records of a backlog go. */
  private static List<Portion> without(List<Portion> backlog, long records) {
    List<Portion> left = new ArrayList<>();
    long gone = records;
    for (Portion portion : backlog) {
      long taken = Math.min(gone, portion.records());
      gone -= taken;
      if (taken < portion.records()) {
        left.add(new Portion(portion.day(), portion.by(), portion.records() - taken));
      }
    }
    return left;
  }

  private static long sum(List<Portion> backlog) {
    return backlog.stream().mapToLong(Portion::records).sum();
  }

  /** Whether so many per run, the first ones first, leave something to a run after its time. */
  private static boolean late(List<Portion> backlog, List<Instant> following, long perRun) {
    List<Portion> left = without(backlog, perRun);
    for (Instant run : following) {
      if (left.stream().anyMatch(portion -> !run.isBefore(portion.by()))) {
        return true;
      }
      left = without(left, perRun);
    }
    return !left.isEmpty();
  }

  @Property(seed = "" + SEED, tries = 5_000)
  void nothingIsLateNothingStarvesAndTheSumIsTheBacklog(
      @ForAll("days") List<int[]> days, @ForAll("gaps") List<Integer> gaps) {
    // Given
    List<Portion> left = backlog(days);
    List<Instant> runs = runs(gaps);
    long acted = 0;
    Instant now = NOW;

    // When each run acts on its share
    for (int i = 0; i <= runs.size(); i++) {
      Instant at = now;
      List<Instant> following = runs.subList(i, runs.size());
      if (i > 0) {
        assertThat(left).as("late at %s", at).allMatch(portion -> at.isBefore(portion.by()));
      }
      long share = Share.of(left, following);
      assertThat(share).isBetween(left.isEmpty() ? 0L : 1L, sum(left));
      acted += share;
      left = without(left, share);
      now = following.isEmpty() ? now : following.get(0);
    }

    // Then
    assertThat(left).isEmpty();
    assertThat(acted).isEqualTo(sum(backlog(days)));
  }

  @Property(seed = "" + SEED, tries = 5_000)
  void shareIsTheSmallestOfWhichAsManyPerRunAreNeverLate(
      @ForAll("days") List<int[]> days, @ForAll("gaps") List<Integer> gaps) {
    // Given
    List<Portion> backlog = backlog(days);
    List<Instant> runs = runs(gaps);

    // When
    long share = Share.of(backlog, runs);

    // Then
    long truth =
        LongStream.rangeClosed(0, sum(backlog))
            .filter(perRun -> !late(backlog, runs, perRun))
            .findFirst()
            .orElseThrow();
    assertThat(share).isEqualTo(truth);
  }

  @Property(seed = "" + SEED, tries = 5_000)
  void bucketsGiveTheirFirstDaysAndTogetherTheShare(
      @ForAll @Size(min = 1, max = 9)
          List<@Size(max = 5) List<@IntRange(min = 1, max = 40) Integer>> buckets,
      @ForAll @IntRange(max = 200) int share) {
    // Given
    Map<Short, SortedMap<LocalDate, Long>> ahead = new HashMap<>();
    for (short bucket = 0; bucket < buckets.size(); bucket++) {
      SortedMap<LocalDate, Long> counts = new TreeMap<>();
      for (int n : buckets.get(bucket)) {
        counts.put(DAY.plusDays(counts.size()), (long) n);
      }
      ahead.put(bucket, counts);
    }

    // When
    Map<Short, Long> dealt = Share.deal(ahead, share);

    // Then
    long all = ahead.values().stream().mapToLong(counts -> Share.sum(counts.values())).sum();
    assertThat(Share.sum(dealt.values())).isEqualTo(Math.min(share, all));
    SortedMap<LocalDate, Long> left = new TreeMap<>();
    SortedMap<LocalDate, Long> taken = new TreeMap<>();
    ahead.forEach(
        (bucket, counts) -> {
          long gone = dealt.getOrDefault(bucket, 0L);
          assertThat(gone).isLessThanOrEqualTo(Share.sum(counts.values()));
          for (Map.Entry<LocalDate, Long> day : counts.entrySet()) {
            long part = Math.min(gone, day.getValue());
            gone -= part;
            taken.merge(day.getKey(), part, Long::sum);
            left.merge(day.getKey(), day.getValue() - part, Long::sum);
          }
        });
    left.values().removeIf(n -> n == 0);
    taken.values().removeIf(n -> n == 0);
    if (!left.isEmpty() && !taken.isEmpty()) {
      assertThat(taken.lastKey()).isBeforeOrEqualTo(left.firstKey());
    }
  }

  /** Days in order of due date; mostly, and not always, the later have more time. */
  @Provide
  Arbitrary<List<int[]>> days() {
    Arbitrary<int[]> day =
        Combinators.combine(
                Arbitraries.integers().between(-24, 240), Arbitraries.integers().between(1, 60))
            .as((hours, records) -> new int[] {hours, records});
    Arbitrary<Boolean> sorted = Arbitraries.of(true, true, true, false);
    return Combinators.combine(day.list().ofMaxSize(8), sorted)
        .as(
            (days, inOrder) -> {
              List<int[]> all = new ArrayList<>(days);
              if (inOrder) {
                all.sort((a, b) -> Integer.compare(a[0], b[0]));
              }
              return all;
            });
  }

  @Provide
  Arbitrary<List<Integer>> gaps() {
    return Arbitraries.integers().between(1, 48).list().ofMaxSize(12);
  }
}
