package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.Eventually;
import io.lethe.Installation;
import io.lethe.ProductionProcess;
import io.lethe.Sql;
import io.lethe.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is told to end in the middle of a run. */
@Tag("slow")
class ServerEndIT {

  private static final int DUE = 100;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Nobody would take the run over by the heartbeat. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "lethe.scheduler.enabled", "false",
          "lethe.retention.brakes.max-share", "1",
          "lethe.retention.heartbeat-timeout", "1h",
          "lethe.retention.poll-every", "0.2s");

  @TempDir Path directory;

  @Test
  void runIsGivenBackAndSeenThroughByAnother() throws Exception {
    TestPostgres.Database database = TestPostgres.fresh();
    try (Installation lethe = Installation.create(database, directory, SETTINGS);
        Sql sql = Sql.open(database);
        ProductionProcess first = lethe.start("-Xmx256m")) {
      // Given
      Population sent = Population.send(lethe.api(first), DUE);
      try (Sql obstacle = Sql.open(database).begin()) {
        obstacle.execute("LOCK TABLE erasure IN SHARE ROW EXCLUSIVE MODE");
        lethe.api(first).run(Map.of());
        Eventually.get(
            "a batch waiting",
            PATIENCE,
            () ->
                sql.number(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                        + " AND cardinality(pg_blocking_pids(pid)) > 0"),
            count -> count > 0);

        // When
        first.terminate();
      }

      // Then
      assertThat(sql.column("SELECT state FROM retention_run")).containsExactly("QUEUED");
      assertThat(sql.number("SELECT count(*) FROM erasure")).isZero();
      try (ProductionProcess second = lethe.start("-Xmx256m")) {
        Eventually.get(
            "the run seen through",
            PATIENCE,
            () -> sql.number("SELECT count(*) FROM retention_run WHERE state = 'COMPLETED'"),
            count -> count == 1);
        second.terminate();
      }
      new Books(sql).everyRecordIsWholeOrJournalledOnce(sent);
    }
  }
}
