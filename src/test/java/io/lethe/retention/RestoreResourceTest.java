package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.Api;
import io.lethe.Clause;
import io.lethe.access.Role;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * A backup that comes back, as the service meets it when it starts. {@code RestoreIT} restores a
 * whole database.
 */
@QuarkusTest
@TestProfile(RestoreResourceTest.WithJournal.class)
class RestoreResourceTest {

  private static final LetheClient LETHE = new LetheClient();

  /** Of this JVM: what another database has exported is not this one's. */
  static final Path DIRECTORY =
      Path.of("target", "test-journal-" + ProcessHandle.current().pid()).toAbsolutePath();

  private static final List<String> TABLES =
      List.of("subject", "subject_token", "subject_category", "record", "blind_index");

  private final ErasureReplay replay;

  @Inject
  RestoreResourceTest(ErasureReplay replay) {
    this.replay = replay;
  }

  /** The service on 2026-04-01, whose journals leave the database. */
  public static final class WithJournal implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      try {
        Files.createDirectories(DIRECTORY);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return Map.of(
          "lethe.clock.start", "2026-04-01T09:00:00Z",
          "lethe.scheduler.enabled", "false",
          "lethe.export.directory", DIRECTORY.toString());
    }
  }

  private static UUID received(String subject) {
    return LETHE.accepted(
        Samples.record(
            "express", "app_user", subject, LETHE.now(), Map.of("nickname", "nick of " + subject)));
  }

  @Test
  @Clause("express-8.1.2")
  void subjectWhoWasDestroyedAfterTheBackupIsGoneBeforeTheServiceOpens() throws Exception {
    // Given a backup of 04-01
    UUID gone = received("restored");
    UUID stays = received("stays");
    try (Tables tables = Tables.connect()) {
      for (String table : TABLES) {
        tables.execute("CREATE TABLE backup_%1$s AS SELECT * FROM %1$s".formatted(table));
      }

      // When one is destroyed on 04-10, and the backup comes back
      LETHE.moveTo(
          LocalDateTime.parse("2026-04-10T12:00").atZone(ZoneId.of("Europe/Moscow")).toInstant());
      String request = demand("restored");
      JsonPath run = LETHE.run(Map.of("policy", "express"));
      assertThat(run.getInt("destroyed")).as(request).isEqualTo(1);
      assertThat(LETHE.state(gone)).isEqualTo("RECORD_DESTROYED");
      tables.execute("DELETE FROM erasure WHERE run_id = '" + run.getString("id") + "'");
      tables.execute("DELETE FROM key_erasure WHERE run_id = '" + run.getString("id") + "'");
      tables.execute("DELETE FROM tombstone WHERE policy = 'express'");
      for (String table : TABLES) {
        tables.execute(
            "INSERT INTO %1$s SELECT * FROM backup_%1$s ON CONFLICT DO NOTHING".formatted(table));
      }
      assertThat(LETHE.record(gone).extract().statusCode()).isEqualTo(200);

      // When the service meets its journals, as it does before it opens; twice
      replay.replay().await().atMost(Duration.ofMinutes(1));
      replay.replay().await().atMost(Duration.ofMinutes(1));

      // Then the person is absent, is remembered as destroyed, and nobody else is
      assertThat(LETHE.state(gone)).isEqualTo("RECORD_DESTROYED");
      assertThat(LETHE.state(stays)).isNotEqualTo("RECORD_DESTROYED");
      assertThat(tables.number("SELECT count(*) FROM erasure WHERE record_id = ?", gone))
          .isEqualTo(1);
      assertThat(tables.number("SELECT count(*) FROM subject WHERE policy = 'express'"))
          .isEqualTo(1);
      assertThat(tables.number("SELECT count(*) FROM tombstone WHERE policy = 'express'"))
          .isEqualTo(1);
      assertThat(LETHE.run(Map.of("policy", "express")).getInt("destroyed")).isZero();
    }
  }

  @Test
  void keyOfAPersonWhoHasAnotherRecordSurvivesTheReplay() throws Exception {
    // Given a backup with two records of a person
    UUID old = account("2015-01-10T09:00:00Z");
    UUID young = account("2026-01-10T09:00:00Z");
    try (Tables tables = Tables.connect()) {
      tables.execute("CREATE TABLE two_record AS SELECT * FROM record");

      // When the older one is destroyed, and the backup comes back
      JsonPath run = LETHE.run(Map.of("policy", "mst_software"));
      assertThat(run.getInt("destroyed")).isEqualTo(1);
      tables.execute("DELETE FROM erasure WHERE run_id = '" + run.getString("id") + "'");
      tables.execute("INSERT INTO record SELECT * FROM two_record ON CONFLICT DO NOTHING");
      replay.replay().await().atMost(Duration.ofMinutes(1));

      // Then the younger one keeps the key that opens it
      assertThat(LETHE.state(old)).isEqualTo("RECORD_DESTROYED");
      assertThat(
              tables.number(
                  "SELECT count(*) FROM record r JOIN subject_category c ON c.key_id = r.key_id"
                      + " WHERE r.id = ? AND NOT EXISTS"
                      + " (SELECT 1 FROM key_erasure e WHERE r.key_id = ANY (e.key_ids))",
                  young))
          .isEqualTo(1);
    }
  }

  private static UUID account(String collectedAt) {
    return LETHE.accepted(
        Samples.record(
            "mst_software", "account", "two", Instant.parse(collectedAt), Map.of("name", "Bob")));
  }

  @Test
  void timeTableThatABackupBringsBackIsDroppedAgain() throws Exception {
    // Given a backup of a time table, and its drop
    Visits visits = Visits.fresh("P1D");
    UUID visit = LETHE.accepted(visits.visit("visitor", Visits.noon(LETHE.now(), 1)));
    try (Tables tables = Tables.connect()) {
      for (String table : List.of("record_timed", "subject", "subject_token")) {
        tables.execute("CREATE TABLE visits_%1$s AS SELECT * FROM %1$s".formatted(table));
      }
      LETHE.moveTo(LETHE.now().plus(Duration.ofDays(3)));
      JsonPath run = LETHE.run(Map.of("policy", visits.policy()));
      assertThat(run.getInt("destroyed")).isEqualTo(1);

      // When the backup comes back, which knows of no run, and the service meets its journals
      tables.execute("DELETE FROM erasure_table_subject");
      tables.execute("DELETE FROM erasure_table WHERE policy = '" + visits.policy() + "'");
      tables.execute("DELETE FROM tombstone WHERE policy = '" + visits.policy() + "'");
      tables.execute(
          "WITH gone AS (DELETE FROM time_table WHERE policy = '%s' RETURNING *)"
                  .formatted(visits.policy())
              + " SELECT time_table_open(policy, category, from_at, from_at, until_at) FROM gone");
      for (String table : List.of("record_timed", "subject", "subject_token")) {
        tables.execute(
            "INSERT INTO %1$s SELECT * FROM visits_%1$s WHERE policy = '%2$s'"
                .formatted(table, visits.policy()));
      }
      assertThat(LETHE.record(visit).extract().statusCode()).isEqualTo(200);
      replay.replay().await().atMost(Duration.ofMinutes(1));
      replay.replay().await().atMost(Duration.ofMinutes(1));

      // Then
      assertThat(LETHE.state(visit)).isEqualTo("RECORD_DESTROYED");
      assertThat(visits.tables(tables)).containsExactly("DROPPED");
      assertThat(tables.number("SELECT count(*) FROM subject WHERE policy = ?", visits.policy()))
          .isZero();
      assertThat(tables.number("SELECT count(*) FROM tombstone WHERE policy = ?", visits.policy()))
          .isEqualTo(1);
      for (String table : List.of("record_timed", "subject", "subject_token")) {
        tables.execute("DROP TABLE visits_" + table);
      }
    }
  }

  private static String demand(String subject) {
    LETHE.event("express", subject, "account-deleted", LETHE.now().minus(Duration.ofDays(1)));
    String id =
        Api.post(
                Role.PRIVACY_OFFICER,
                "/requests",
                Map.of(
                    "policy", "express",
                    "subject", subject,
                    "type", "destroy",
                    "channel", "email",
                    "contains", List.of("name", "signature")))
            .statusCode(201)
            .extract()
            .path("id");
    Api.post(Role.PRIVACY_OFFICER, "/requests/" + id + "/evidence", Map.of());
    Api.post(Role.PRIVACY_OFFICER, "/requests/" + id + "/decide", Map.of("outcome", "granted"))
        .statusCode(200);
    return id;
  }

  @Test
  void journalThatIsNotWholeKeepsTheServiceFromOpening() throws Exception {
    // Given a journal that was cut short
    Path broken = DIRECTORY.resolve(UUID.randomUUID() + ".erasures.csv");
    Files.writeString(broken, "end,1,00\n", StandardOpenOption.CREATE_NEW);

    // Then
    try {
      assertThatThrownBy(() -> replay.replay().await().atMost(Duration.ofMinutes(1)))
          .hasMessageContaining(broken.getFileName().toString())
          .hasMessageContaining("not whole");
    } finally {
      Files.delete(broken);
    }
  }

  @Test
  void everyMonthOfTheJournalIsReadInPages() throws Exception {
    try (Tables tables = Tables.connect()) {
      tables.execute("SELECT erasure_month('2026-12-01')");
      for (String table :
          tables.column(
              String.class,
              "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent ="
                  + " 'erasure'::regclass")) {
        List<String> indexes =
            tables.column(
                String.class, "SELECT indexdef FROM pg_indexes WHERE tablename = ?", table);
        assertThat(indexes).as(table).anyMatch(index -> index.endsWith("(run_id, record_id)"));
        assertThat(indexes).as(table).noneMatch(index -> index.endsWith("(run_id)"));
      }
    }
  }
}
