package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.lethe.Api;
import io.lethe.Eventually;
import io.lethe.Runs;
import io.lethe.ServiceDatabase;
import io.lethe.access.Role;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** The gate of an installation that exports. {@code RestoreDrillIT} restores a whole database. */
@QuarkusTest
@TestProfile(GateExportResourceTest.Exports.class)
class GateExportResourceTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Segments go into a directory of their own. */
  public static final class Exports implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      try {
        Path directory = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "x");
        return Map.of(
            "lethe.export.every", "0.1s",
            "lethe.export.directory", directory.toAbsolutePath().toString(),
            "lethe.scheduler.enabled", "false");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void factsAreExportedInSignedSegmentsThatGoOnFromEachOther() throws IOException {
    // When
    hold("exported");
    awaitExported();

    // Then
    List<Path> segments = segments();
    assertThat(segments).isNotEmpty();
    String all = "";
    for (Path segment : segments) {
      all += Files.readString(segment);
    }
    assertThat(all).contains("\"relation\":\"hold\"", "lethe-segment/v1", "\"checkpoint\":\"lethe");
  }

  @Test
  void databaseThatMovedAndLacksNothingIsOpenedAndReckonsWithLostActivity() {
    awaitExported();
    ServiceDatabase.execute("UPDATE gate SET timeline = '000000FF', activity_gap = NULL");
    Eventually.get(
        "it is opened",
        PATIENCE,
        () ->
            ServiceDatabase.value(
                "SELECT timeline = gate_timeline() AND activity_gap IS NOT NULL FROM gate"),
        Boolean.TRUE::equals);
    GateResourceTest.await("OPEN");
    hold("after the move");
  }

  @Test
  void databaseThatForgetsWhatItHasExportedGetsItBack() {
    // Given two holds in segments of their own
    awaitExported();
    String backup = backup();
    long backedUp = number("SELECT exported FROM gate");
    hold("forgotten");
    awaitExported();
    hold("forgotten, too");
    awaitExported();
    long newest = number("SELECT exported FROM gate");
    assertThat(newest).isGreaterThan(backedUp + 1);

    // When the database becomes what it was before
    restored("DELETE FROM hold WHERE reason LIKE 'forgotten%';", backup);

    // Then it gets them back by itself
    Eventually.get(
        "the holds are back",
        PATIENCE,
        () -> number("SELECT count(*) FROM hold WHERE reason LIKE 'forgotten%'"),
        count -> count == 2);
    Eventually.get(
        "all is exported", PATIENCE, () -> number("SELECT exported FROM gate"), n -> n >= newest);
    GateResourceTest.await("OPEN");
  }

  /** The gate as a backup would have it. */
  private static String backup() {
    return (String)
        ServiceDatabase.value(
            "SELECT format('exported = %s, assigned = %1$s, exported_hash = %L,"
                + " exported_size = %s, assigned_size = %3$s', exported, exported_hash,"
                + " exported_size) FROM gate");
  }

  private static void restored(String undone, String backup) {
    replaying(undone + " UPDATE gate SET " + backup + ";");
  }

  /** As what brings back does: the gate lets it pass, whether or not it is open. */
  private static void replaying(String statements) {
    ServiceDatabase.execute(
        "DO $$ DECLARE f jsonb; BEGIN PERFORM set_config('lethe.gate', 'replay', true); "
            + statements
            + " END $$");
  }

  @Test
  void factsThatTheDatabaseHasAreNotPutAgain() {
    // Given a backup of a moment at which several versions waited for their segment
    for (int i = 1; i <= 3; i++) {
      version("gate_club", i);
    }
    awaitExported();

    // Then what they were in turn does not clash with what they have become
    replaying(
        "SELECT to_jsonb(p) || '{\"state\": \"ACTIVE\"}' INTO STRICT f FROM policy_version p"
            + " WHERE policy = 'gate_club' AND version = 2;"
            + " INSERT INTO export_fact (id, relation, gone, fact) OVERRIDING SYSTEM VALUE"
            + " VALUES (-1, 'policy_version', false, f);"
            + " PERFORM replay_facts(ARRAY[-1]::bigint[], ARRAY['policy_version'], ARRAY[false],"
            + " ARRAY[f::text], now());");
    assertThat(number("SELECT count(*) FROM export_fact WHERE id = -1")).isZero();
    assertThat(versions("gate_club")).isEqualTo("1RETIRED 2RETIRED 3ACTIVE");
  }

  @Test
  void replayThatIsInterruptedGoesOnWhereItWas() {
    // Given a backup of the time of a policy's first version, and two versions since
    version("gate_shop", 1);
    awaitExported();
    String backup = backup();
    long backedUp = number("SELECT exported FROM gate");
    version("gate_shop", 2);
    hold("second");
    awaitExported();
    version("gate_shop", 3);
    hold("third");
    awaitExported();
    long newest = number("SELECT exported FROM gate");
    assertThat(newest).isGreaterThan(backedUp + 1);

    // When it comes back, and what came last cannot be put
    ServiceDatabase.execute(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
            + " $$ BEGIN RAISE EXCEPTION 'the disk is full'; END $$;"
            + " CREATE TRIGGER refuse BEFORE INSERT ON hold FOR EACH ROW"
            + " WHEN (NEW.reason = 'third') EXECUTE FUNCTION refuse()");
    restored(
        "DELETE FROM hold WHERE reason IN ('second', 'third');"
            + " DELETE FROM policy_recompute WHERE policy = 'gate_shop';"
            + " DELETE FROM policy_version WHERE policy = 'gate_shop' AND version > 1;"
            + " UPDATE policy_version SET state = 'ACTIVE' WHERE policy = 'gate_shop';",
        backup);
    Eventually.get(
        "what came before is back",
        PATIENCE,
        () ->
            number(
                "SELECT count(*) FROM hold h, gate g WHERE h.reason = 'second'"
                    + " AND g.state = 'SEALED' AND g.exported < "
                    + newest),
        count -> count == 1);

    // Then it stays sealed until it can be, and has all of it once
    assertThat(number("SELECT count(*) FROM hold WHERE reason = 'third'")).isZero();
    GateResourceTest.await("SEALED");
    ServiceDatabase.execute("DROP TRIGGER refuse ON hold; DROP FUNCTION refuse");
    GateResourceTest.await("OPEN");
    assertThat(number("SELECT count(*) FROM hold WHERE reason IN ('second', 'third')"))
        .isEqualTo(2);
    assertThat(versions("gate_shop")).isEqualTo("1RETIRED 2RETIRED 3ACTIVE");
    hold("after the interruption");
    awaitExported();
  }

  private static void version(String policy, int version) {
    Api.send(
            Role.PRIVACY_OFFICER,
            "/policies",
            "application/yaml",
            """
            policy: %s
            title: Shop
            operator: {name: Shop LLC, address: "1 Sample Street, Moscow"}
            zone: Europe/Moscow
            phone-region: RU
            purposes:
              orders: {grounds: [contract]}
            categories:
              buyer:
                subjects: [user]
                purposes: [orders]
                fields:
                  email: {type: email, on-receipt: {encrypt: {searchable: true}}}
                retention:
                  - {from: collected, keep: P%dY, then: destroy, clause: "4"}
            """
                .formatted(policy, version))
        .statusCode(201);
    Api.post(Role.PRIVACY_OFFICER, "/policies/" + policy + "/versions/" + version + "/activate")
        .statusCode(200);
  }

  private static Object versions(String policy) {
    return ServiceDatabase.value(
        "SELECT string_agg(version || state, ' ' ORDER BY version) FROM policy_version"
            + " WHERE policy = ?",
        policy);
  }

  @Test
  void databaseWhosePeopleAreKnownByKeysThatAreLostStaysSealed() {
    // Given one who was destroyed under a key version that came after the backup
    awaitExported();
    String backup = backup();
    hold("keys");
    awaitExported();
    restored(
        "INSERT INTO tombstone (bucket, token, policy, version, destroyed_at)"
            + " VALUES (0, '\\x00', 'sens', 99, now()); DELETE FROM hold WHERE reason = 'keys';",
        backup);

    // Then all comes back, and nothing is served
    Eventually.get(
        "the hold is back",
        PATIENCE,
        () -> number("SELECT count(*) FROM hold WHERE reason = 'keys'"),
        count -> count == 1);
    GateResourceTest.await("SEALED");
    Eventually.get(
        "the keys are asked for",
        PATIENCE,
        () -> Api.post(Role.SECURITY, "/gate/replay").extract().body().asString(),
        answer -> answer.contains("the keys lack sens-subject version 99"));

    // When it is not so
    replaying("DELETE FROM tombstone WHERE version = 99;");

    // Then
    GateResourceTest.await("OPEN");
  }

  @Test
  void segmentThatCannotBeReplayedIsNamed() {
    // Given a backup of which the export does not go on
    awaitExported();
    String backup = backup();
    hold("of another");
    awaitExported();
    restored(
        "DELETE FROM hold WHERE reason = 'of another';",
        backup.replaceFirst("exported_hash = '[^']*'", "exported_hash = 'another'"));

    // Then it stays sealed, and whoever asks is told why
    GateResourceTest.await("SEALED");
    Eventually.get(
        "it is said what is wrong",
        PATIENCE,
        () -> Api.post(Role.SECURITY, "/gate/replay").extract().body().asString(),
        answer ->
            answer.contains("GATE_STATE")
                && answer.contains("does not go on from what the database has exported"));
    adopt("one");
    adopt("two");
    GateResourceTest.await("OPEN");
  }

  @Test
  void nobodyIsBuriedWhoseRecordsMayBeSentAgain() {
    // Given a person whose only record a restore has lost
    awaitExported();
    Api.record("sens", "mandatory", "awaited", Map.of("first_name", "Anna"));
    Object person =
        ServiceDatabase.value(
            "SELECT subject_id FROM record WHERE policy = 'sens' ORDER BY received_at DESC LIMIT 1");
    replaying(
        "DELETE FROM record WHERE subject_id = '"
            + person
            + "'; UPDATE gate SET activity_gap = now();");
    String one = "SELECT count(*) FROM subject WHERE id = '" + person + "'";
    Runs.complete(Map.of());
    assertThat(number(one)).isEqualTo(1);

    // When all was sent again, and it was not
    Api.post(Role.PRIVACY_OFFICER, "/gate/activity-resent").statusCode(200);
    Runs.complete(Map.of());

    // Then
    assertThat(number(one)).isZero();
    assertThat(number("SELECT count(*) FROM awaited")).isZero();
  }

  @Test
  void runThatWasUnderWayComesBackPaused() {
    String run = Runs.complete(Map.of("policy", "sens", "dryRun", true)).path("id").asText();
    replaying(
        "PERFORM replay_fact('retention_run', false,"
            + " to_jsonb(r) || '{\"state\": \"RUNNING\", \"closing\": false, \"finished_at\": null}')"
            + " FROM retention_run r WHERE id = '"
            + run
            + "';");
    assertThat(Runs.view(run).path("state").asText()).isEqualTo("PAUSED");
    Api.post(Role.PRIVACY_OFFICER, "/retention/runs/" + run + "/cancel").statusCode(200);
  }

  @Test
  void cutoffOfAnEndedRunThatAnOlderBuildExportedIsAccepted() {
    String run = Runs.complete(Map.of("policy", "sens", "dryRun", true)).path("id").asText();
    String accepted =
        "SELECT count(*) FROM retention_run WHERE cutoff_accepted AND id = '" + run + "'";
    assertThat(number(accepted)).isZero();
    for (String older : List.of("", " - 'cutoff_accepted'")) {
      replaying(
          "PERFORM replay_fact('retention_run', false, to_jsonb(r)"
              + older
              + ") FROM retention_run r WHERE id = '"
              + run
              + "';");
      assertThat(number(accepted)).isEqualTo(older.isEmpty() ? 0 : 1);
    }
  }

  @Test
  void databaseWhoseExportIsLostOrAnothersIsSealedUntilItIsAdopted() {
    awaitExported();
    for (String seal : List.of("EXPORT_LOST", "FORKED")) {
      ServiceDatabase.execute(
          seal.equals("FORKED")
              ? "UPDATE gate SET exported_hash = 'another'"
              : "UPDATE gate SET exported = exported + 100, assigned = exported + 100");
      GateResourceTest.await("SEALED");
      Api.get(Role.AUDITOR, "/gate").body("reason", equalTo(seal));
      adopt("one");
      adopt("two");
      GateResourceTest.await("OPEN");
      hold("after " + seal);
      awaitExported();
    }
  }

  /** The service itself may be looking what it can bring back: then one asks again. */
  private static void adopt(String who) {
    Eventually.get(
            "it is answered",
            PATIENCE,
            () ->
                Api.as(Role.SECURITY, who)
                    .contentType(ContentType.JSON)
                    .body(Map.of("reason", "the volume is lost"))
                    .post("/gate/adopt"),
            answer ->
                answer.statusCode() == 200
                    || !answer.body().asString().contains("another replica is at it"))
        .then()
        .statusCode(200);
  }

  private static void hold(String reason) {
    Api.post(
            Role.PRIVACY_OFFICER,
            "/holds",
            Map.of("policy", "sens", "category", "optional", "reason", reason))
        .statusCode(201);
  }

  private static void awaitExported() {
    Eventually.get("all is exported", PATIENCE, () -> number(Exported.LEFT), left -> left == 0);
  }

  private static long number(String sql) {
    return ((Number) ServiceDatabase.value(sql)).longValue();
  }

  private static List<Path> segments() throws IOException {
    Path directory = ConfigProvider.getConfig().getValue("lethe.export.directory", Path.class);
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(path -> path.toString().endsWith(".segment")).toList();
    }
  }
}
