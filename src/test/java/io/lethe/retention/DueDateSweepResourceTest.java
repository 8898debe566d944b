package io.lethe.retention;

import static io.lethe.retention.Samples.MST;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Due dates that something has written past the service, and the sweep that finds them. */
@QuarkusTest
@TestProfile(FromAutumn2025.class)
class DueDateSweepResourceTest {

  private static final LetheClient LETHE = new LetheClient();
  private static final String LATE =
      "lethe_sweep_late_due_dates_total{category=\"account\",policy=\"mst_software\"}";

  private Tables tables;

  @BeforeEach
  void connect() throws SQLException {
    tables = Tables.connect();
    LETHE.run(); // so that nothing else is due
    Sweeps.await(tables);
  }

  @AfterEach
  void close() throws SQLException {
    tables.close();
  }

  @Test
  void dateThatIsLaterThanTheTruthOrMissingIsLoweredWithAnAlarm() {
    // Given three records of accounts that expired long ago, with wrong dates
    Map<String, Object> account = Samples.mst("late", LETHE.now().minus(Duration.ofDays(3_000)));
    List<UUID> ids = LETHE.accepted(List.of(account, account, account));
    Instant truth = dueAt(ids.get(0));
    store(ids.get(0), "'2099-01-01T00:00:00Z'");
    store(ids.get(1), "NULL");
    store(ids.get(2), "'2001-01-01T00:00:00Z'");
    assertThat(LETHE.run().getInt("destroyed")).as("what a run finds without it").isEqualTo(1);
    double before = metric(LATE);

    try (LogCapture log = LogCapture.start()) {
      // When
      Sweeps.late(tables);

      // Then the dates are right, and everybody is told, without a word of whom
      assertThat(ids.subList(0, 2)).allSatisfy(id -> assertThat(dueAt(id)).isEqualTo(truth));
      assertThat(metric(LATE) - before).isEqualTo(2);
      assertThat(log.text())
          .contains("the due date of 2 records of mst_software/account was later than the truth")
          .doesNotContain(ids.get(0).toString());
    }
    List<JsonNode> found = entries("retention.sweep-found");
    assertThat(found).isNotEmpty();
    JsonNode entry = found.get(found.size() - 1);
    assertThat(entry.path("policy").asText()).isEqualTo(MST);
    assertThat(entry.path("category").asText()).isEqualTo("account");
    assertThat(entry.path("records").asLong()).isEqualTo(2);
    assertThat(entry.size()).isEqualTo(3);
    assertThat(entries("retention.swept")).isNotEmpty();

    // And the run acts
    assertThat(LETHE.run().getInt("destroyed")).isEqualTo(2);
    assertThat(LETHE.state(ids.get(0))).isEqualTo("RECORD_DESTROYED");
  }

  @Test
  void dateThatIsEarlierThanTheTruthIsLeftAlone() {
    // Given a person who was active after the record came, which writes no record
    Instant now = LETHE.now();
    UUID id = LETHE.accepted(Samples.sens("earlier", now.minus(Duration.ofDays(100))));
    LETHE.event(Samples.SENS, "earlier", "last-activity", now.minus(Duration.ofDays(1)));
    Instant stored = dueAt(id);
    assertThat(stored)
        .isBefore(Instant.parse(LETHE.record(id).extract().jsonPath().getString("dueAt")));

    // When
    long late = Sweeps.late(tables);

    // Then
    assertThat(dueAt(id)).isEqualTo(stored);
    assertThat(late).isZero();
  }

  @Test
  void restartGoesOnAtTheCursor() {
    // Given a sweep that has been left half way, with wrong dates on both sides
    List<UUID> ids =
        accounts("cursor", 8).stream()
            .sorted(Comparator.comparing(DueDateSweepResourceTest::position))
            .toList();
    ids.forEach(id -> store(id, "NULL"));
    tables.execute(
        ("UPDATE retention_sweep SET finished_at = NULL, began_at = now(), records = 1000, late = 0,"
                + " cursor = '%s'")
            .formatted(ids.get(3)));

    // When
    Sweeps.await(tables);

    // Then what is before the cursor waits for the next sweep
    assertThat(ids.subList(0, 4)).allSatisfy(id -> assertThat(dueAt(id)).isNull());
    assertThat(ids.subList(4, 8)).allSatisfy(id -> assertThat(dueAt(id)).isNotNull());
    assertThat(late()).isEqualTo(4);
    assertThat(tables.number("SELECT records FROM retention_sweep")).isGreaterThanOrEqualTo(1004);
    assertThat(Sweeps.late(tables)).isEqualTo(4);
    assertThat(LETHE.run().getInt("destroyed")).isEqualTo(8);
  }

  @Test
  void dateThatIsJustBeingLoweredIsNoAlarm() throws Exception {
    // Given a record with a later date, whose person somebody else has locked
    UUID id = accounts("racing", 1).get(0);
    Instant truth = dueAt(id);
    store(id, "'2099-01-01T00:00:00Z'");
    try (Contention contention = new Contention(LETHE)) {
      Contention.Lock subjects = contention.lock("subject", "EXCLUSIVE");
      Sweeps.begin(tables);
      contention.awaitWaiting(BatchRace.LOCK_SUBJECT);

      // When that one lowers it, as an event does, before the sweep gets the lock
      subjects
          .tables()
          .execute("UPDATE record SET due_at = '%s' WHERE id = '%s'".formatted(truth, id));
      subjects.release();
    }
    Sweeps.await(tables);

    // Then
    assertThat(late()).isZero();
    assertThat(dueAt(id)).isEqualTo(truth);
    LETHE.run();
  }

  @Test
  void whatARecomputationIsToLowerIsLeftToIt() {
    // Given a policy whose activation is not through
    Shop shop = Shop.fresh();
    shop.saved("anna", shop.yaml("", Shop.rule("collected", "P1Y", "destroy")));
    shop.post("anna", 1, "activate").statusCode(200);
    UUID id = LETHE.accepted(shop.record("recomputed", "2025-08-20T09:00:00Z"));
    Instant truth = dueAt(id);
    store(id, "'2099-01-01T00:00:00Z'");
    tables.execute(
        ("INSERT INTO policy_recompute (policy, version, epoch, state, error, created_at,"
                + " heartbeat_at) VALUES ('%s', 1, 2, 'FAILED', 'INTERNAL', now(),"
                + " now() + interval '1 hour')")
            .formatted(shop.policy()));

    // When
    long late = Sweeps.late(tables);

    // Then
    assertThat(late).isZero();
    assertThat(dueAt(id)).isEqualTo(Instant.parse("2099-01-01T00:00:00Z"));

    // And once it is, the sweep has the last word
    tables.execute(
        "DELETE FROM policy_recompute WHERE state = 'FAILED' AND policy = '" + shop.policy() + "'");
    assertThat(Sweeps.late(tables)).isEqualTo(1);
    assertThat(dueAt(id)).isEqualTo(truth);
  }

  private static List<UUID> accounts(String name, int records) {
    Instant collected = LETHE.now().minus(Duration.ofDays(3_000));
    return LETHE.accepted(
        IntStream.range(0, records).mapToObj(i -> Samples.mst(name + "-" + i, collected)).toList());
  }

  private void store(UUID record, String dueAt) {
    tables.execute("UPDATE record SET due_at = " + dueAt + " WHERE id = '" + record + "'");
  }

  private Instant dueAt(UUID record) {
    Timestamp stored =
        (Timestamp) tables.rows("SELECT due_at FROM record WHERE id = ?", record).get(0).get(0);
    return stored == null ? null : stored.toInstant();
  }

  private long late() {
    return tables.number("SELECT late FROM retention_sweep");
  }

  /** In the order of buckets and ids. */
  private static String position(UUID id) {
    return "%02d %s".formatted(id.getMostSignificantBits() >>> 6 & 63, id);
  }

  private static double metric(String name) {
    return given()
        .get("/q/metrics")
        .asString()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** What the ledger says of this type, the last entry last. */
  private List<JsonNode> entries(String type) {
    return tables.column(String.class, "SELECT entry FROM ledger_entry ORDER BY id").stream()
        .map(Api::json)
        .filter(one -> one.path("type").asText().equals(type))
        .map(one -> one.path("entry"))
        .toList();
  }
}
