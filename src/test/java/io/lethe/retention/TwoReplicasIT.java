package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.Eventually;
import io.lethe.Installation;
import io.lethe.ProductionProcess;
import io.lethe.RemoteApi;
import io.lethe.Sql;
import io.lethe.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two replicas on one database, both with the scheduler on. */
@Tag("slow")
class TwoReplicasIT {

  private static final int DUE = 1_500;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final Map<String, String> SETTINGS =
      Map.of(
          "lethe.retention.every", "1s",
          "lethe.retention.brakes.max-share", "1",
          "lethe.retention.batch-size", "25",
          "lethe.retention.poll-every", "0.2s");

  @TempDir Path directory;

  @Test
  void replicasActOnceOnAllThatIsDueWhileRecordsStillComeIn() throws Exception {
    TestPostgres.Database database = TestPostgres.fresh();
    try (Installation lethe = Installation.create(database, directory, SETTINGS);
        Sql sql = Sql.open(database);
        ProductionProcess one = lethe.start("-Xmx256m");
        ProductionProcess other = lethe.start("-Xmx256m")) {
      // Given
      List<RemoteApi> replicas = List.of(lethe.api(one), lethe.api(other));

      // When
      Population sent = Population.send(replicas.get(0), DUE);
      List<UUID> runs = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        runs.add(replicas.get(i % 2).run(Map.of("policy", "sens")));
      }
      runs.forEach(replicas.get(1)::awaitCompleted);
      Eventually.get(
          "all that is due acted on",
          PATIENCE,
          () -> sql.number("SELECT count(*) FROM erasure"),
          count -> count >= 2L * DUE);
      Eventually.get(
          "both replicas have taken up runs",
          PATIENCE,
          () -> sql.number("SELECT count(DISTINCT owner) FROM retention_run"),
          owners -> owners == 2);
      one.terminate();
      other.terminate();

      // Then
      Books books = new Books(sql);
      books.everyRecordIsWholeOrJournalledOnce(sent);
      books.everyRunCountsWhatItJournalled();
      assertThat(
              sql.column(
                  """
                  SELECT a.id FROM retention_run a JOIN retention_run b ON a.id <> b.id
                    AND a.started_at <= b.started_at
                    AND COALESCE(a.finished_at, 'infinity') > b.started_at
                  WHERE a.scheduled AND b.scheduled
                  """))
          .isEmpty();
    }
  }
}
