package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.Api;
import io.lethe.Await;
import io.lethe.access.Role;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a restored backup makes of runs, and runs of their journals. */
@QuarkusTest
@TestProfile(RestoreResourceTest.WithJournal.class)
class RestoredRunsResourceTest {

  private static final LetheClient LETHE = new LetheClient();
  private static final Path DIRECTORY = RestoreResourceTest.DIRECTORY;
  private static final Instant AT = Instant.parse("2026-03-20T12:00:00Z");

  private final ErasureReplay replay;
  private final ErasureExport export;

  @Inject
  RestoredRunsResourceTest(ErasureReplay replay, ErasureExport export) {
    this.replay = replay;
    this.export = export;
  }

  private static void done(Uni<Void> work) {
    work.await().atMost(Duration.ofMinutes(1));
  }

  private static Path journal(UUID run, Instant at, int rows) throws IOException {
    try (ErasureFile.Writer writer = new ErasureFile.Writer(DIRECTORY, run)) {
      writer.append(
          Stream.generate(
                  () ->
                      new Journalled(
                          UUID.randomUUID(),
                          UUID.randomUUID(),
                          "express",
                          "app_user",
                          1,
                          1,
                          0,
                          "DESTROY",
                          at))
              .limit(rows)
              .toList());
      writer.finish();
    }
    return ErasureFile.of(DIRECTORY, run);
  }

  private static void journalled(Tables tables, UUID run) {
    tables.execute("SELECT erasure_month('" + AT + "')");
    tables.execute(
        """
        INSERT INTO erasure (at, bucket, record_id, subject_id, policy, policy_version, category,
          rule, action, run_id)
        VALUES ('%s', 1, gen_random_uuid(), gen_random_uuid(), 'express', 1, 'app_user', 0,
          'DESTROY', '%s')
        """
            .formatted(AT, run));
  }

  /** Puts a run as a backup has it; the heartbeat keeps this replica from it. */
  private static UUID run(Tables tables, String state, boolean scheduled, boolean closing) {
    UUID run = UUID.randomUUID();
    tables.execute(
        """
        INSERT INTO retention_run (id, state, requested_by, scheduled, dry_run, created_at,
          started_at, heartbeat_at, closing)
        VALUES ('%s', '%s', 'backup', %s, false, '2026-03-01T00:00:00Z', '2026-03-01T00:00:00Z',
          now() + interval '1 hour', %s)
        """
            .formatted(run, state, scheduled, closing));
    return run;
  }

  private static String state(Tables tables, UUID run) {
    return tables.column(String.class, "SELECT state FROM retention_run WHERE id = ?", run).get(0);
  }

  @Test
  void runsOfTheBackupArePausedBeforeTheServiceOpens() throws Exception {
    UUID later = UUID.randomUUID();
    Path file = journal(later, AT, 3);
    try (Tables tables = Tables.connect()) {
      // Given a backup with runs under way, one of them the schedule's, which is off
      UUID queued = run(tables, "QUEUED", true, false);
      UUID running = run(tables, "RUNNING", false, false);
      UUID closing = run(tables, "RUNNING", false, true);
      LETHE.run(Map.of("policy", "express"));
      assertThat(state(tables, queued)).isEqualTo("QUEUED");

      // When the service meets the journal of a later run
      done(replay.replay());

      // Then nothing of the backup goes on by itself
      assertThat(state(tables, queued)).isEqualTo("PAUSED");
      assertThat(state(tables, running)).isEqualTo("PAUSED");
      assertThat(state(tables, closing)).isEqualTo("RUNNING");
      assertThat(
              tables.column(
                  String.class,
                  "SELECT entry FROM ledger_entry WHERE entry LIKE '%restore.runs-paused%'"))
          .singleElement()
          .asString()
          .contains(queued.toString(), running.toString())
          .doesNotContain(closing.toString());
    } finally {
      Files.delete(file);
      clear("requested_by = 'backup'");
    }
  }

  @Test
  void brakeOfARunThatHasEndedSinceBrakesNothing() throws Exception {
    UUID later = UUID.randomUUID();
    Path file = journal(later, AT, 1);
    try (Tables tables = Tables.connect()) {
      // Given a backup in which a run waits, which the export says to have ended, and one that
      // waits
      UUID ended = braked(tables, "CANCELLED", "app_user");
      UUID waiting = braked(tables, "AWAITING_APPROVAL", "app_user_contacts");
      spread(tables, ended, "app_user");
      spread(tables, waiting, "app_user_contacts");

      // When
      done(replay.replay());

      // Then
      assertThat(
              tables.column(UUID.class, "SELECT run_id FROM retention_brake WHERE open ORDER BY 1"))
          .containsExactly(waiting);
      assertThat(tables.column(UUID.class, "SELECT run_id FROM retention_spread"))
          .containsExactly(waiting);
    } finally {
      Files.delete(file);
      clearBraked();
    }
  }

  private static UUID braked(Tables tables, String state, String category) {
    UUID run = UUID.randomUUID();
    boolean ended = state.equals("CANCELLED");
    tables.execute(
        """
        INSERT INTO retention_run (id, state, requested_by, scheduled, dry_run, created_at,
          started_at, finished_at, cutoff)
        VALUES ('%s', '%s', 'braked', false, false, '2026-03-01T00:00:00Z', '2026-03-01T00:00:00Z',
          %s, '2026-03-01T00:00:00Z')
        """
            .formatted(run, state, ended ? "'2026-03-02T00:00:00Z'" : "NULL"));
    tables.execute(
        """
        INSERT INTO retention_brake (run_id, policy, category, open, brakes, records, epoch,
          braked_at)
        VALUES ('%s', 'express', '%s', true, '[]', 1, 0, '2026-03-01T00:00:00Z')
        """
            .formatted(run, category));
    return run;
  }

  private static void spread(Tables tables, UUID run, String category) {
    tables.execute(
        """
        INSERT INTO retention_spread (policy, category, run_id, begun_at, epoch, records, postponed,
          until, due_at, record_id)
        VALUES ('express', '%s', '%s', '2026-03-01T00:00:00Z', 0, 1, 1, '2026-03-09T00:00:00Z',
          array_fill('2026-03-01T00:00:00Z'::timestamptz, ARRAY[64]),
          array_fill('%s'::uuid, ARRAY[64]))
        """
            .formatted(category, run, run));
  }

  private static void clearBraked() throws Exception {
    try (Tables tables = Tables.connect()) {
      tables.execute("DELETE FROM retention_spread");
      tables.execute("DELETE FROM retention_brake");
    }
    clear("requested_by = 'braked'");
  }

  @Test
  void runThatIsLaterThanTheBackupGetsItsActAgain() throws Exception {
    UUID run = UUID.randomUUID();
    Path file = journal(run, AT, 3);
    try (Tables tables = Tables.connect()) {
      // When
      done(replay.replay());

      // Then
      List<UUID> acts =
          Await.until(
              () -> tables.column(UUID.class, "SELECT id FROM act WHERE run_id = ?", run),
              found -> !found.isEmpty());
      String act =
          Api.get(Role.AUDITOR, "/acts/" + acts.get(0)).statusCode(200).extract().asString();
      assertThat(act).contains("what it left as it was is not known").contains("\"destroyed\":3");
      assertThat(
              tables.number(
                  "SELECT count(*) FROM retention_run"
                      + " WHERE id = ? AND state = 'FAILED' AND destroyed = 3",
                  run))
          .isEqualTo(1);
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void runsThatCannotBeSettledKeepNoOtherFromIt() throws Exception {
    try (Tables tables = Tables.connect()) {
      // Given more old runs with unreadable counts than are looked at in one go
      for (int i = 0; i < 12; i++) {
        failed(tables, UUID.randomUUID(), "2026-02-01T00:00:00Z", "not JSON");
      }

      // When
      UUID good = UUID.randomUUID();
      failed(tables, good, "2026-03-01T00:00:00Z", "{}");

      // Then
      Await.until(
          () -> tables.number("SELECT count(*) FROM retention_run WHERE id = ? AND settled", good),
          settled -> settled == 1);
    } finally {
      clear("requested_by = 'unsettled'");
    }
  }

  private static void failed(Tables tables, UUID run, String at, String left) {
    tables.execute(
        """
        INSERT INTO retention_run (id, state, requested_by, scheduled, dry_run, created_at,
          finished_at, left_by_policy, error)
        VALUES ('%s', 'FAILED', 'unsettled', false, false, '%s', '%s', '%s', 'INTERNAL')
        """
            .formatted(run, at, at, left));
  }

  @Test
  void journalIsWrittenAgainWhenTheDatabaseKnowsMoreOnly() throws Exception {
    UUID run = UUID.randomUUID();
    Path file = ErasureFile.of(DIRECTORY, run);
    try (Tables tables = Tables.connect()) {
      // Given
      journalled(tables, run);
      done(export.write(run));
      assertThat(ErasureReader.told(file)).isEqualTo(1);

      // When the run goes on
      journalled(tables, run);
      done(export.write(run));

      // Then
      assertThat(ErasureReader.told(file)).isEqualTo(2);

      // And a database that knows less takes nothing from it
      tables.execute(
          "DELETE FROM erasure WHERE record_id = (SELECT min(record_id::text)::uuid FROM erasure"
              + " WHERE run_id = '%1$s') AND run_id = '%1$s'".formatted(run));
      done(export.write(run));
      assertThat(ErasureReader.told(file)).isEqualTo(2);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  @Test
  void replicasThatStartTogetherJournalOnce() throws Exception {
    UUID run = UUID.randomUUID();
    Path file = journal(run, AT, 1);
    try (Tables first = Tables.connect();
        Tables beside = Tables.connect()) {
      // Given a replica that is replaying the run
      first.connection().setAutoCommit(false);
      first.execute("SELECT pg_advisory_xact_lock(4711, hashtext('" + run + "'))");

      // When another one comes to it
      CompletableFuture<Void> second = replay.replay().subscribeAsCompletionStage();

      // Then it waits before it looks
      Await.until(
          () ->
              beside.number(
                  "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 4711"
                      + " AND NOT granted"),
          waiting -> waiting == 1);
      assertThat(beside.number("SELECT count(*) FROM retention_run WHERE id = ?", run)).isZero();
      first.connection().commit();
      second.get(20, TimeUnit.SECONDS);
      assertThat(beside.number("SELECT count(*) FROM erasure WHERE run_id = ?", run)).isEqualTo(1);
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void journalThatHasHadItsThreeYearsIsDeleted() throws Exception {
    // Given
    Path old = journal(UUID.randomUUID(), Instant.parse("2020-01-01T00:00:00Z"), 1);
    Path young = journal(UUID.randomUUID(), AT, 1);

    // When
    done(replay.replay());

    // Then
    assertThat(old).doesNotExist();
    assertThat(young).exists();
    Files.delete(young);
  }

  private static void clear(String which) throws Exception {
    try (Tables tables = Tables.connect()) {
      tables.execute("DELETE FROM retention_run WHERE " + which);
    }
  }
}
