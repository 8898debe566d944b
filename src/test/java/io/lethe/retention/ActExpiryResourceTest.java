package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.Api;
import io.lethe.access.Role;
import io.lethe.act.ActExpiry;
import io.lethe.command.Verified;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Acts are evidence with a term of their own. */
@QuarkusTest
@TestProfile(FromAutumn2025.class)
class ActExpiryResourceTest {

  private static final LetheClient LETHE = new LetheClient();
  private static final Duration THREE_YEARS = Duration.ofDays(1096);
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir Path files;

  private final ActExpiry expiry;
  private final Shop shop = Shop.fresh();
  private Tables tables;

  @Inject
  ActExpiryResourceTest(ActExpiry expiry) {
    this.expiry = expiry;
  }

  @BeforeEach
  void connect() throws Exception {
    tables = Tables.connect();
    shop.saved("anna", shop.yaml("", Shop.rule("collected", "P30D", "destroy")));
    shop.post("anna", 1, "activate").statusCode(200);
  }

  @AfterEach
  void close() throws Exception {
    tables.close();
  }

  private String act() {
    Instant collected = LETHE.now().minus(Duration.ofDays(60));
    LETHE.accepted(
        List.of(
            shop.record("anna", collected.toString()), shop.record("boris", collected.toString())));
    JsonPath run = LETHE.run(Map.of("policy", shop.policy()));
    assertThat(run.getInt("destroyed")).isEqualTo(2);
    return run.getString("acts[0]");
  }

  /** Lets the term of all that is written by now, and the day after, pass. */
  private static void over() {
    LETHE.moveTo(LETHE.now().plus(THREE_YEARS).plus(DAY.multipliedBy(2)));
  }

  private void destroy() {
    expiry.destroy().await().atMost(Duration.ofMinutes(1));
  }

  private int status(String act) {
    return Api.get(Role.AUDITOR, "/acts/" + act).extract().statusCode();
  }

  private long journal() {
    return tables.number("SELECT count(*) FROM erasure WHERE policy = ?", shop.policy());
  }

  private List<String> told(String act) {
    return tables.column(
        String.class,
        "SELECT entry FROM ledger_entry WHERE entry LIKE ?",
        "%\"act\":\"" + act + "\"%act.destroyed%");
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(files.resolve(name), text).toString();
  }

  @Test
  @ProducesCode({ErrorCode.ACT_DESTROYED, ErrorCode.NOT_FOUND})
  void actGoesWithItsEventLogAfterThreeYearsAndItsProofStaysValid() throws Exception {
    // Given an act, with its proof on an auditor's disk
    String act = act();
    Instant written = LETHE.now();
    String text = Api.get(Role.AUDITOR, "/acts/" + act).extract().asString();
    String proof =
        Awaiting.until(
            () -> Api.get(Role.AUDITOR, "/acts/" + act + "/proof").extract().asString(),
            seen -> seen.contains("\"final\":true"));
    String key = Api.get(Role.AUDITOR, "/ledger/keys").extract().asString().strip();

    // When its three years have passed, and not the day on which they end
    LETHE.moveTo(written.plus(THREE_YEARS));
    destroy();

    // Then it is there
    assertThat(status(act)).isEqualTo(200);

    // And while a person of its event log is held
    LETHE.moveTo(written.plus(THREE_YEARS).plus(DAY).plusSeconds(60));
    UUID person =
        tables
            .column(UUID.class, "SELECT subject_id FROM erasure WHERE policy = ?", shop.policy())
            .get(0);
    tables.execute(
        """
        INSERT INTO hold (id, policy, bucket, subject_id, reason, placed_at, placed_by)
        VALUES (gen_random_uuid(), '%s', 0, '%s', 'court', now(), 'anna')
        """
            .formatted(shop.policy(), person));
    destroy();
    assertThat(status(act)).isEqualTo(200);

    // When nothing holds it, then it goes once, with all that was for it alone
    tables.execute("DELETE FROM hold WHERE policy = '" + shop.policy() + "'");
    destroy();
    destroy();
    for (String of : List.of("", "/proof", "/status", "/event-log")) {
      Problems.isProblem(Api.get(Role.AUDITOR, "/acts/" + act + of), ErrorCode.ACT_DESTROYED);
    }
    Problems.isProblem(Api.get(Role.AUDITOR, "/acts/" + UUID.randomUUID()), ErrorCode.NOT_FOUND);
    assertThat(journal()).isZero();
    assertThat(told(act)).hasSize(1).first().asString().contains("\"lines\":2");

    // And what the auditor has is proved as before, as is that the ledger has not forgotten it
    assertThat(
            Verified.said(
                "verify",
                "--act",
                file("act.json", text),
                "--proof",
                file("proof.json", proof),
                "--key",
                key))
        .endsWith("verified\n");
    long index = JsonPath.from(proof).getLong("proof.index");
    Api.get(Role.AUDITOR, "/ledger/proofs/inclusion?index=" + index).statusCode(200);
  }

  @Test
  void holdThatIsBeingPlacedKeepsTheAct() throws Exception {
    // Given an act whose term is over
    String act = act();
    over();
    try (Contention contention = new Contention(LETHE)) {
      Contention.Lock gate = contention.lock("hold", "SHARE");
      CompletableFuture<ValidatableResponse> hold =
          contention.call(() -> LETHE.place("holds", Map.of("policy", shop.policy())));
      contention.awaitWaiting("%INSERT INTO hold %");

      // When it is looked for while a hold of its policy is not answered yet
      destroy();

      // Then it is there when the hold is answered, and as long as that is in force
      gate.release();
      String id = hold.join().statusCode(201).extract().path("id");
      assertThat(status(act)).isEqualTo(200);
      destroy();
      assertThat(status(act)).isEqualTo(200);
      LETHE.release("holds", id);
      destroy();
      assertThat(status(act)).isEqualTo(410);
    }
  }

  @Test
  void everyHoldOverWhatAnActTellsOfKeepsItAndNoOther() {
    // Given an act, with a time table that went as a whole
    String act = act();
    over();
    UUID run = tables.column(UUID.class, "SELECT run_id FROM act WHERE id = ?::uuid", act).get(0);
    UUID visitor = UUID.randomUUID();
    tables.execute(
        """
        WITH t AS (INSERT INTO erasure_table (id, at, run_id, policy, category, series, from_at,
            until_at, first_id, last_id, records, subjects, root, protected_by, policy_versions,
            rules, part_records, part_subjects, buried)
          VALUES (gen_random_uuid(), '2020-10-01', '%s', '%s', 'buyer', 1, '2020-09-01',
            '2020-09-02', gen_random_uuid(), gen_random_uuid(), 1, 1,
            decode(repeat('00', 32), 'hex'), '{1}', '{1}', '{0}', '{1}', '{1}', true)
          RETURNING id)
        INSERT INTO erasure_table_subject SELECT id, 1, '%s' FROM t
        """
            .formatted(run, shop.policy(), visitor));
    String buyer = "SELECT %s FROM erasure WHERE policy = '" + shop.policy() + "' LIMIT 1";

    // When any of these is in force, then it stays
    for (String over :
        List.of(
            "NULL, NULL, NULL, NULL",
            "'buyer', NULL, NULL, NULL",
            "NULL, 1, (" + buyer.formatted("subject_id") + "), NULL",
            "NULL, 1, '" + visitor + "', NULL",
            "NULL, NULL, NULL, 1")) {
      hold(shop.policy(), over, "NULL");
      tables.execute(
          "INSERT INTO hold_record SELECT 1, gen_random_uuid(), (%s), 'buyer', id FROM hold"
                  .formatted(buyer.formatted("record_id"))
              + " WHERE records = 1 AND policy = '"
              + shop.policy()
              + "'");
      destroy();
      assertThat(status(act)).as(over).isEqualTo(200);
      tables.execute("DELETE FROM hold WHERE policy = '" + shop.policy() + "'");
    }

    // And when all that is are others, it goes, with the persons of its table
    hold(shop.policy(), "'visitor', NULL, NULL, NULL", "NULL");
    hold(shop.policy(), "NULL, 1, gen_random_uuid(), NULL", "NULL");
    hold(shop.policy(), "NULL, NULL, NULL, NULL", "'2025-11-01'");
    hold("other-" + shop.policy(), "NULL, NULL, NULL, NULL", "NULL");
    destroy();
    assertThat(status(act)).isEqualTo(410);
    assertThat(told(act)).hasSize(1).first().asString().contains("\"lines\":3");
    assertThat(
            tables.number(
                "SELECT count(*) FROM erasure_table_subject WHERE subject_id = ?", visitor))
        .isZero();
  }

  /** A hold over category, bucket, person and number of records. */
  private void hold(String policy, String over, String endsAt) {
    tables.execute(
        "INSERT INTO hold (id, policy, category, bucket, subject_id, records, ends_at, reason,"
            + " placed_at, placed_by) VALUES (gen_random_uuid(), '%s', %s, %s, 'court', now(), 'a')"
                .formatted(policy, over, endsAt));
  }

  @Test
  void eventLogOfManyPartsGoesWholeAndNoOtherPolicysLines() {
    // Given an act of three parts, in a run that has acted under another policy as well
    String act = act();
    String other = "other-" + shop.policy();
    for (String policy : List.of(shop.policy(), other)) {
      tables.execute(
          """
          INSERT INTO erasure (at, bucket, record_id, subject_id, policy, policy_version, category,
            rule, action, run_id)
          SELECT at, bucket, gen_random_uuid(), NULL, '%s', 1, category, 0, 'DESTROY', run_id
          FROM (SELECT * FROM erasure WHERE policy = '%s' LIMIT 1) e, generate_series(1, 10500)
          """
              .formatted(policy, shop.policy()));
    }
    over();

    // When
    destroy();

    // Then
    assertThat(journal()).isZero();
    assertThat(tables.number("SELECT count(*) FROM erasure WHERE policy = ?", other))
        .isEqualTo(10_500);
    assertThat(told(act)).hasSize(1).first().asString().contains("\"lines\":10502");
  }

  @Test
  void whatAKillHasLeftOfAnEventLogIsNotShownAndIsFinished() {
    // Given an act that has gone, and whose event log has not
    String act = act();
    UUID record =
        tables
            .column(UUID.class, "SELECT record_id FROM erasure WHERE policy = ?", shop.policy())
            .get(0);
    assertThat(LETHE.state(record)).isEqualTo("RECORD_DESTROYED");
    tables.execute(
        """
        WITH gone AS (DELETE FROM act WHERE id = '%s' RETURNING *)
        INSERT INTO act_destroyed
          (id, run_id, policy, categories, hash, lines, created_at, destroyed_at)
        SELECT id, run_id, policy, '{buyer}', hash, 2, created_at, created_at FROM gone
        """
            .formatted(act));
    assertThat(journal()).isEqualTo(2);

    // Then nothing shows any of it, and a hold that comes now is over nothing of it
    assertThat(status(act)).isEqualTo(410);
    assertThat(LETHE.record(record).extract().statusCode()).isEqualTo(404);
    assertThat(
            LETHE
                .place("holds", Map.of("policy", shop.policy()))
                .statusCode(201)
                .extract()
                .<Integer>path("covers"))
        .isZero();

    // When
    destroy();

    // Then
    assertThat(journal()).isZero();
    assertThat(told(act)).hasSize(1);
  }

  @Test
  void actWithATaskThatIsNotDoneIsKept() {
    // Given
    String act = act();
    tables.execute(
        """
        INSERT INTO task (id, policy, category, kind, what, recipient, run_id, clause, created_at)
        SELECT gen_random_uuid(), policy, 'buyer', 'NOTIFY', 'DESTROY', 'bank', run_id, '7', now()
        FROM act WHERE id = '%s'
        """
            .formatted(act));
    over();

    // When
    destroy();

    // Then its list is still there for whoever has to be told, and until that is done
    assertThat(status(act)).isEqualTo(200);
    tables.execute(
        "UPDATE task SET done_at = now(), done_by = 'anna' WHERE policy = '" + shop.policy() + "'");
    destroy();
    assertThat(status(act)).isEqualTo(410);
  }

  @Test
  void actIsKeptAsLongAsWhatWasDestroyedByHandIsYoung() {
    // Given an act that tells of paper, which nobody has destroyed
    String act = act();
    tables.execute(
        "UPDATE act SET content = jsonb_set(content::jsonb, '{paper}',"
            + " '[{\"category\": \"buyer\", \"medium\": \"file\", \"clause\": \"7\"}]')::text"
            + " WHERE id = '"
            + act
            + "'");
    over();

    // When, then
    destroy();
    assertThat(status(act)).isEqualTo(200);

    // When it is destroyed a year ago, or long ago
    media(act, LETHE.now().minus(Duration.ofDays(365)));
    destroy();
    assertThat(status(act)).isEqualTo(200);
    tables.execute("DELETE FROM act_media WHERE act_id = '" + act + "'");
    media(act, LETHE.now().minus(THREE_YEARS).minus(DAY.multipliedBy(2)));
    destroy();
    assertThat(status(act)).isEqualTo(410);
  }

  private void media(String act, Instant destroyed) {
    tables.execute(
        """
        INSERT INTO act_media (id, act_id, category, medium, sheets, method, destroyed_at, name,
          position, recorded_by, recorded_at, hash)
        VALUES (gen_random_uuid(), '%s', 'buyer', 'file', 3, 'shredded', '%s', 'A. Petrova',
          'archivist', 'anna', now(), 'hash')
        """
            .formatted(act, destroyed));
  }
}
