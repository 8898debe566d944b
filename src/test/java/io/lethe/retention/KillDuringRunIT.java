package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Eventually;
import io.lethe.Installation;
import io.lethe.ProductionProcess;
import io.lethe.RemoteApi;
import io.lethe.Sql;
import io.lethe.TestPostgres;
import io.lethe.access.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One run, and a service that is killed at every step of it. */
@Tag("slow")
class KillDuringRunIT {

  private static final int DUE = 1_500;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Fast to notice a dead replica, in many small batches. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "lethe.scheduler.enabled", "false",
          "lethe.retention.brakes.max-share", "1",
          "lethe.retention.batch-size", "25",
          "lethe.retention.poll-every", "0.2s",
          "lethe.retention.heartbeat-every", "0.5s",
          "lethe.retention.heartbeat-timeout", "2s");

  @TempDir Path directory;

  @Test
  void runThatIsKilledAtEveryStepActsOnceOnAllThatIsDueAndOnNothingElse() throws Exception {
    TestPostgres.Database database = TestPostgres.fresh();
    try (Installation lethe = Installation.create(database, directory, SETTINGS);
        Sql sql = Sql.open(database)) {
      // Given
      Books books = new Books(sql);
      ProductionProcess first = lethe.start("-Xmx256m");
      Population sent = Population.send(lethe.api(first), DUE);
      List<String> whole = books.wholeRecords(sent);

      // When
      UUID run;
      try (Sql obstacle = Sql.open(database).begin()) {
        obstacle.execute(Obstacles.FORGETTING_SUBJECTS);
        run = lethe.api(first).run(Map.of());
        kill(first, obstacle, 2);
      }
      long before = erased(sql);
      assertThat(before).isBetween(1L, 2L * DUE - 1);
      killAt(Obstacles.DESTROYING_KEYS, lethe);
      assertThat(sql.number("SELECT count(*) FROM key_erasure WHERE destroyed_at IS NULL"))
          .isPositive();
      killBetweenBatches(lethe, sql, erased(sql));
      killAt(Obstacles.MIXING, lethe);
      killAt(Obstacles.WRITING_ACTS, lethe);
      JsonNode view;
      JsonNode verification;
      try (ProductionProcess last = lethe.start("-Xmx256m")) {
        RemoteApi api = lethe.api(last);
        view = api.awaitCompleted(run);
        awaitSealed(sql);
        verification = api.get(Role.AUDITOR, "/api/v1/ledger/verification");
      }

      // Then
      books.everyRecordIsWholeOrJournalledOnce(sent);
      books.everyLeftoverIsMixedOnce(sent);
      books.nothingIsLeftOfWhatIsGone();
      books.everyRunCountsWhatItJournalled();
      assertThat(books.wholeRecords(sent)).isEqualTo(whole);
      assertThat(view.path("destroyed").asLong()).isEqualTo(DUE);
      assertThat(view.path("depersonalized").asLong()).isEqualTo(DUE);
      assertThat(view.path("acts")).hasSize(2);
      assertThat(sql.column("SELECT policy FROM act ORDER BY 1"))
          .containsExactly("mst_software", "sens");
      assertThat(ended(sql)).isEqualTo(1);
      assertThat(verification.path("intact").asBoolean()).isTrue();
    }
  }

  /** Kills a new replica as soon as it has committed anything. */
  private static void killBetweenBatches(Installation lethe, Sql sql, long before)
      throws Exception {
    ProductionProcess replica = lethe.start("-Xmx256m");
    Eventually.get("something erased", PATIENCE, () -> erased(sql), count -> count > before);
    replica.kill();
  }

  /** Kills a new replica while it waits for what this statement locks. */
  private static void killAt(String statement, Installation lethe) throws Exception {
    try (Sql obstacle = Sql.open(lethe.database()).begin()) {
      obstacle.execute(statement);
      kill(lethe.start("-Xmx256m"), obstacle, 1);
    }
  }

  private static void kill(ProductionProcess replica, Sql obstacle, int waiting) throws Exception {
    Obstacles.await(obstacle, waiting);
    replica.kill();
  }

  private static long erased(Sql sql) {
    return sql.number("SELECT count(*) FROM erasure");
  }

  private static long ended(Sql sql) {
    return sql.number(
        "SELECT count(*) FROM ledger_entry"
            + " WHERE entry::jsonb ->> 'type' = 'retention.run-ended'");
  }

  private static void awaitSealed(Sql sql) {
    Eventually.get(
        "everything sealed",
        PATIENCE,
        () -> sql.number("SELECT count(*) FROM ledger_entry WHERE index IS NULL"),
        count -> count == 0);
  }
}
