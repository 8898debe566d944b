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
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One run, and two replicas that both work on it. */
@Tag("slow")
class SharedRunIT {

  private static final Pattern ACTED =
      Pattern.compile(
          "^lethe_records_(?:destroyed|depersonalized)_total\\{[^}]*} ([0-9.E]+)$",
          Pattern.MULTILINE);

  @TempDir Path directory;

  @Test
  void replicasActOnceEachOnWhatIsDueOfOneRun() throws Exception {
    replicasShareOneRun(3_000, "25");
  }

  @Test
  @Tag("proof")
  void replicasActOnceEachOnHalfAMillionRecordsOfOneRun() throws Exception {
    replicasShareOneRun(250_000, "5000");
  }

  private void replicasShareOneRun(int due, String batchSize) throws Exception {
    TestPostgres.Database database = TestPostgres.fresh();
    Map<String, String> settings =
        Map.of(
            "lethe.scheduler.enabled", "false",
            "lethe.retention.brakes.max-share", "1",
            "lethe.retention.batch-size", batchSize,
            "lethe.retention.poll-every", "0.2s");
    try (Installation lethe = Installation.create(database, directory, settings);
        Sql sql = Sql.open(database);
        ProductionProcess one = lethe.start("-Xmx512m");
        ProductionProcess other = lethe.start("-Xmx512m")) {
      // Given
      List<RemoteApi> replicas = List.of(lethe.api(one), lethe.api(other));
      Population sent = Population.send(replicas.get(0), due);
      Books books = new Books(sql);
      List<String> whole = books.wholeRecords(sent);

      // When
      JsonNode run = replicas.get(0).awaitCompleted(replicas.get(1).run(Map.of()));

      // Then
      assertThat(run.path("destroyed").asInt()).isEqualTo(due);
      assertThat(run.path("depersonalized").asInt()).isEqualTo(due);
      List<Long> acted =
          Eventually.get(
              "every batch counted, which is after its commit",
              Duration.ofSeconds(30),
              () -> replicas.stream().map(SharedRunIT::acted).toList(),
              all -> all.stream().mapToLong(Long::longValue).sum() == 2L * due);
      assertThat(acted).allMatch(records -> records > 0);
      books.everyRecordIsWholeOrJournalledOnce(sent);
      books.everyLeftoverIsMixedOnce(sent);
      books.nothingIsLeftOfWhatIsGone();
      books.everyRunCountsWhatItJournalled();
      assertThat(books.wholeRecords(sent)).isEqualTo(whole);
      System.out.printf("one run: %d records, by replica %s%n", 2 * due, acted);
    }
  }

  /** Records that a replica has acted on itself. */
  private static long acted(RemoteApi replica) {
    return ACTED
        .matcher(replica.text(Role.AUDITOR, "/q/metrics"))
        .results()
        .mapToLong(match -> (long) Double.parseDouble(match.group(1)))
        .sum();
  }
}
