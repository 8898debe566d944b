package io.lethe.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What is used up first from a million to a thousand million persons, by a model that takes
 * measured costs and says what it assumes ({@link Installed}).
 */
class ScaleSimulationTest {

  private static final Path DOCUMENT = Path.of("docs/scale.md");
  private static final List<Long> SUBJECTS =
      List.of(1_000_000L, 10_000_000L, 100_000_000L, 1_000_000_000L);
  private static final List<Integer> NODES = List.of(1, 4, 16);
  private static final Costs COSTS = Costs.measured();

  private static List<Limit> mostUsed(Installed size) {
    return Arrays.stream(Limit.values())
        .sorted(Comparator.comparingDouble((Limit limit) -> limit.used(size, COSTS)).reversed())
        .toList();
  }

  private static String percent(double share) {
    return share < 0.01 ? "under 1 %" : String.format(Locale.ROOT, "%,.0f %%", share * 100);
  }

  private static List<String> table() {
    List<String> lines = new ArrayList<>();
    for (long subjects : SUBJECTS) {
      for (int nodes : NODES) {
        Installed size = new Installed(subjects, nodes);
        String most =
            mostUsed(size).stream()
                .limit(3)
                .map(limit -> limit + " " + percent(limit.used(size, COSTS)))
                .collect(Collectors.joining(" | "));
        lines.add(
            String.format(
                Locale.ROOT,
                "| 10^%.0f | %d | %s | %d | %d |",
                Math.log10(subjects),
                nodes,
                most,
                ClaimQueue.destroying(size, COSTS).latest(),
                ClaimQueue.depersonalizing(size, COSTS).latest()));
      }
    }
    return lines;
  }

  private static List<String> limits() {
    Installed size = new Installed(1_000_000_000L, 16);
    return mostUsed(size).stream()
        .map(
            limit ->
                String.format(
                    Locale.ROOT,
                    "| %s | %s | %s |",
                    limit,
                    percent(limit.used(new Installed(1_000_000_000L, 1), COSTS)),
                    percent(limit.used(size, COSTS))))
        .toList();
  }

  @Test
  void documentQuotesWhatTheModelSays() throws IOException {
    table().forEach(System.out::println);
    limits().forEach(System.out::println);
    assertThat(Files.readAllLines(DOCUMENT)).containsSubsequence(table());
    assertThat(Files.readAllLines(DOCUMENT)).containsSubsequence(limits());
  }

  /** What one replica does over everything does not get faster by nodes. */
  @Test
  void jobsOfOneReplicaAreUsedUpFirstWhereverTheDatabaseIsLargeEnough() {
    assertThat(mostUsed(new Installed(1_000_000_000L, 16)))
        .startsWith(Limit.RECOMPUTATION, Limit.SWEEP);
  }

  @Test
  void moreNodesNeverUseMoreOfAnything() {
    for (Limit limit : Limit.values()) {
      for (long subjects : SUBJECTS) {
        double last = Double.MAX_VALUE;
        for (int nodes : NODES) {
          double used = limit.used(new Installed(subjects, nodes), COSTS);
          assertThat(used).as("%s of %d nodes", limit, nodes).isLessThanOrEqualTo(last);
          last = used;
        }
      }
    }
  }

  /** A single bucket is the least part: more nodes than buckets have nothing to do. */
  @Test
  void nodesBeyondTheBucketsAreIdle() {
    assertThat(new Installed(1, 64).skew()).isEqualTo(1);
    assertThat(new Installed(1, 48).skew()).isEqualTo(1.5);
    assertThat(new Installed(1, 128).skew()).isEqualTo(2);
  }

  @Test
  void queueOfDueRecordsIsWithinTheWindowOrGrows() {
    assertThat(ClaimQueue.depersonalizing(new Installed(1_000_000_000L, 1), COSTS).latest())
        .isLessThan(30);
    assertThat(ClaimQueue.destroying(new Installed(1_000_000_000_000L, 1), COSTS).latest())
        .isGreaterThan(60);
  }
}
