package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Eventually;
import io.lethe.Installation;
import io.lethe.MortalPostgres;
import io.lethe.Passage;
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

/** One run and one service, whose PostgreSQL is killed at every step of it. */
@Tag("slow")
class DatabaseCrashIT {

  private static final int DUE = 1_000;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Fast to take a run up again, in many small batches. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "lethe.scheduler.enabled", "false",
          "lethe.retention.brakes.max-share", "1",
          "lethe.retention.batch-size", "25",
          "lethe.retention.poll-every", "0.2s",
          "lethe.retention.heartbeat-every", "0.5s",
          "lethe.retention.heartbeat-timeout", "2s");

  /** What a server that is failed over may lose: its service has made it and knows that. */
  private static final String MONTHS =
      """
      DO $$
        BEGIN
          EXECUTE 'DROP TABLE ' || (SELECT string_agg(inhrelid::regclass::text, ',')
            FROM pg_inherits WHERE inhparent = 'erasure'::regclass);
        END
      $$
      """;

  @TempDir Path directory;

  @Test
  void runWhoseServerIsKilledAtEveryStepActsOnceOnAllThatIsDueAndOnNothingElse() throws Exception {
    try (MortalPostgres server = MortalPostgres.start(directory.resolve("data"));
        Passage passage = Passage.to(server.database().port());
        Installation lethe = Installation.create(through(passage, server), directory, SETTINGS)) {
      // Given
      ProductionProcess service = lethe.start("-Xmx256m");
      Outages outages = new Outages(server, passage);
      Population sent = Population.send(lethe.api(service), DUE);
      List<String> whole = outages.see(sql -> new Books(sql).wholeRecords(sent));
      outages.see(sql -> sql.execute("VACUUM ANALYZE"));

      // When
      outages.next(Obstacles.JUDGING);
      UUID run = lethe.api(service).run(Map.of());
      outages.kill(Obstacles::awaitBatch, Obstacles.JOURNALLING);
      outages.kill(Obstacles::awaitBatch, Obstacles.COUNTING);
      outages.lose(Obstacles::awaitBatch, MONTHS, Obstacles.COMMITTING);
      assertThat(outages.erased()).isZero();
      outages.loseTheAnswer(Obstacles.DESTROYING_KEYS);
      long answerLost = outages.erased();
      assertThat(answerLost).isPositive();
      outages.kill(obstacle -> Obstacles.await(obstacle, 1), Obstacles.FORGETTING_SUBJECTS);
      assertThat(outages.erased()).isGreaterThan(answerLost);
      outages.kill(Obstacles::awaitBatch, Obstacles.MIXING);
      for (String next :
          List.of(
              Obstacles.VACUUMING,
              Obstacles.WRITING_ACTS,
              Obstacles.COMPLETING,
              Obstacles.NOTHING)) {
        outages.kill(obstacle -> Obstacles.await(obstacle, 1), next);
      }

      // Then
      holds(lethe.api(service), server, run, sent, whole);
    }
  }

  @Test
  void runWhoseServerRecoversFromTheCrashOfABackendActsOnceOnAllThatIsDue() throws Exception {
    try (MortalPostgres server = MortalPostgres.start(directory.resolve("data"));
        Passage passage = Passage.to(server.database().port());
        Installation lethe = Installation.create(through(passage, server), directory, SETTINGS)) {
      // Given
      ProductionProcess service = lethe.start("-Xmx256m");
      Population sent = Population.send(lethe.api(service), DUE);
      Outages outages = new Outages(server, passage);
      List<String> whole = outages.see(sql -> new Books(sql).wholeRecords(sent));
      outages.next(Obstacles.FORGETTING_SUBJECTS);
      UUID run = lethe.api(service).run(Map.of());

      // When
      outages.killBackend();

      // Then
      holds(lethe.api(service), server, run, sent, whole);
    }
  }

  private static TestPostgres.Database through(Passage passage, MortalPostgres server) {
    return new TestPostgres.Database(server.database().name(), passage.port());
  }

  private static void holds(
      RemoteApi api, MortalPostgres server, UUID run, Population sent, List<String> whole) {
    JsonNode view = awaitCompleted(api, run);
    try (Sql sql = Sql.open(server.database())) {
      Eventually.get(
          "everything sealed",
          PATIENCE,
          () -> sql.number("SELECT count(*) FROM ledger_entry WHERE index IS NULL"),
          count -> count == 0);
      JsonNode verification = api.get(Role.AUDITOR, "/api/v1/ledger/verification");
      Books books = new Books(sql);
      books.everyRecordIsWholeOrJournalledOnce(sent);
      books.everyLeftoverIsMixedOnce(sent);
      books.nothingIsLeftOfWhatIsGone();
      books.everyRunCountsWhatItJournalled();
      assertThat(books.wholeRecords(sent)).isEqualTo(whole);
      assertThat(view.path("destroyed").asLong()).isEqualTo(DUE);
      assertThat(view.path("depersonalized").asLong()).isEqualTo(DUE);
      assertThat(view.path("failed").asLong()).isZero();
      assertThat(sql.number("SELECT count(*) FROM set_aside")).isZero();
      assertThat(view.path("acts")).hasSize(2);
      assertThat(sql.column("SELECT policy FROM act ORDER BY 1"))
          .containsExactly("mst_software", "sens");
      assertThat(
              sql.number(
                  "SELECT count(*) FROM ledger_entry"
                      + " WHERE entry::jsonb ->> 'type' = 'retention.run-ended'"))
          .isEqualTo(1);
      assertThat(verification.path("intact").asBoolean()).isTrue();
    }
  }

  /** While the database is away, the service says so and no more. */
  private static JsonNode awaitCompleted(RemoteApi api, UUID run) {
    return Eventually.get(
            "the run COMPLETED",
            PATIENCE.multipliedBy(3),
            () -> api.ask(api.token(Role.PRIVACY_OFFICER), "/api/v1/retention/runs/" + run),
            answer -> {
              assertThat(answer.status()).as(answer.text()).isIn(200, 503);
              String state = answer.status() == 200 ? answer.json().path("state").asText() : "";
              assertThat(state).isNotEqualTo("FAILED");
              return state.equals("COMPLETED");
            })
        .json();
  }
}
