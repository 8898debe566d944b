package io.lethe.model;

import io.lethe.Artifact;
import io.lethe.LocalArtifact;
import io.lethe.Sql;
import io.lethe.TestPostgres;
import io.lethe.oracle.PolicyOracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The retention engine on a real database, under two replicas, against a model: random records,
 * events, holds, blocks, policy versions, clock moves, rotations and crashes.
 *
 * <p><b>Guarantee</b>: after each run nothing was acted on early or while it was held or blocked,
 * everything due was acted on, each record is whole or has exactly one entry in the journal, the
 * journal and the counters of the runs add up to what is missing, and what is repeated changes
 * nothing.
 *
 * <p>A failure names the seed of its sequence. {@code -Dlethe.model.first} and {@code
 * -Dlethe.model.sequences} choose others.
 */
class EngineModelIT {

  /** Sequences that go on side by side. */
  private static final int SIDE_BY_SIDE = 20;

  private static final String FIRST = "lethe.model.first";
  private static final String SEQUENCES = "lethe.model.sequences";

  @Test
  @Tag("slow")
  void twelveSequencesEndAsTheModelSays() throws Exception {
    play(12);
  }

  @Test
  @Tag("proof")
  void thousandSequencesEndAsTheModelSays() throws Exception {
    play(1_000);
  }

  /** How to play sequences once more. */
  static String again(long first, int sequences) {
    return "mvn -Pproof verify -Dit.test=EngineModelIT -D%s=%d -D%s=%d"
        .formatted(FIRST, first, SEQUENCES, sequences);
  }

  private static void play(int most) throws Exception {
    long first = Long.getLong(FIRST, 0);
    int sequences = Integer.getInteger(SEQUENCES, most);
    Artifact artifact = LocalArtifact.build();
    Collection<LocalDate> days;
    try (var table = Files.lines(Path.of("src", "main", "resources", "calendars", "ru.csv"))) {
      days = PolicyOracle.days(table);
    }
    PolicyOracle oracle = new PolicyOracle(days);
    TreeMap<Long, List<Sequence>> groups = new TreeMap<>();
    for (long seed = first; seed < first + sequences; seed++) {
      groups
          .computeIfAbsent(seed / SIDE_BY_SIDE, number -> new ArrayList<>())
          .add(new Sequence(seed, oracle));
    }
    for (Map.Entry<Long, List<Sequence>> group : groups.entrySet()) {
      play(artifact, group.getKey(), group.getValue());
    }
    System.out.printf("model: %d sequences from seed %d passed%n", sequences, first);
  }

  /** Plays a group on a database of its own: nothing of another falls due meanwhile. */
  private static void play(Artifact artifact, long number, List<Sequence> sequences)
      throws IOException, InterruptedException {
    TestPostgres.Database database = TestPostgres.fresh();
    try (Replicas replicas =
            new Replicas(artifact, database, Group.start(number).minus(Duration.ofDays(1)));
        Sql sql = Sql.open(database)) {
      play(number, sequences, replicas, sql);
    }
    database.drop();
  }

  private static void play(long number, List<Sequence> sequences, Replicas replicas, Sql sql)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    long first = sequences.get(0).seed;
    try {
      new Group(number, sequences, replicas, sql).play();
    } catch (AssertionError | RuntimeException | IOException e) {
      System.out.printf("model: seeds from %d: %s%n%s%n", first, e, replicas.output());
      if (e instanceof SequenceFailed failed) {
        throw failed;
      }
      throw new AssertionError(
          "seeds %d to %d: %s\nagain: %s"
              .formatted(
                  first,
                  first + sequences.size() - 1,
                  e.getMessage(),
                  again(first, sequences.size())),
          e);
    }
    System.out.printf(
        "model: seeds %d to %d passed in %d ms%n",
        first, first + sequences.size() - 1, (System.nanoTime() - began) / 1_000_000);
  }
}
