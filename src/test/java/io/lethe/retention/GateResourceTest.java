package io.lethe.retention;

import static io.lethe.problem.Problems.isProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import io.lethe.Api;
import io.lethe.Eventually;
import io.lethe.ServiceDatabase;
import io.lethe.access.LimitedGrants;
import io.lethe.access.Role;
import io.lethe.database.Database;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The gate of an installation that exports nothing: another database can only be adopted. */
@QuarkusTest
@TestProfile(GateResourceTest.LooksOften.class)
class GateResourceTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Map<String, String> WHY = Map.of("reason", "restored by hand");

  @Inject Database database;

  /** The gate is looked at all the time. */
  public static final class LooksOften implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("lethe.export.every", "0.1s", "lethe.scheduler.enabled", "false");
    }
  }

  @Test
  @ProducesCode({ErrorCode.DATABASE_SEALED, ErrorCode.GATE_STATE, ErrorCode.SECOND_PERSON})
  void databaseOnAnotherTimelineTakesNothingUntilTwoPersonsAdoptIt() {
    // Given one that is open
    Api.get(Role.AUDITOR, "/gate").statusCode(200).body("state", equalTo("OPEN"));
    Api.post(Role.PRIVACY_OFFICER, "/gate/replay").statusCode(200).body("state", equalTo("OPEN"));
    isProblem(Api.post(Role.SECURITY, "/gate/adopt", WHY), ErrorCode.GATE_STATE);

    // When it goes on as another
    ServiceDatabase.execute("UPDATE gate SET timeline = '000000FF'");

    // Then the database refuses at once, and the service as soon as it has looked
    assertThatThrownBy(() -> ServiceDatabase.execute("DELETE FROM hold"))
        .hasStackTraceContaining("the database is sealed");
    await("SEALED");
    Api.get(Role.AUDITOR, "/gate").body("reason", equalTo("MOVED"));
    isProblem(Api.get(Role.PRIVACY_OFFICER, "/policies"), ErrorCode.DATABASE_SEALED);
    isProblem(Api.post(Role.SECURITY, "/gate/replay"), ErrorCode.GATE_STATE);

    // When somebody who has not everything adopts it, or two persons
    for (String path : List.of("/gate/adopt", "/gate/activity-resent")) {
      isProblem(
          Api.as(Role.PRIVACY_OFFICER, LimitedGrants.only("sens", "mandatory", "*"))
              .contentType(ContentType.JSON)
              .body(WHY)
              .post(path)
              .then(),
          ErrorCode.FORBIDDEN);
    }
    adopt("first").statusCode(200).body("state", equalTo("SEALED"));
    isProblem(adopt("first"), ErrorCode.SECOND_PERSON);
    adopt("second").statusCode(200).body("state", equalTo("OPEN"));

    // Then it is served, the ledger says who, and lost activity is reckoned with
    Api.get(Role.PRIVACY_OFFICER, "/policies").statusCode(200);
    assertThat(
            ServiceDatabase.value(
                "SELECT max(entry) FROM ledger_entry WHERE entry LIKE '%gate.adopted%'"))
        .asString()
        .contains("\"first\":\"first@", "\"second\":\"second@", "\"sealed\":\"MOVED\"");
    Api.post(Role.PRIVACY_OFFICER, "/gate/activity-resent")
        .statusCode(200)
        .body("activityGapSince", equalTo(null));
    isProblem(Api.post(Role.PRIVACY_OFFICER, "/gate/activity-resent"), ErrorCode.GATE_STATE);
  }

  @Test
  void migrationThatEndsOlderBuildsIsWaitedForAndNothingIsTakenMeanwhile() {
    // Given a database that is open, and what may be lacking
    await("OPEN");
    Object gap = ServiceDatabase.value("SELECT activity_gap FROM gate");

    // When a migration that this build knows of ends those before it
    assertThatThrownBy(
            () ->
                ServiceDatabase.execute(
                    "DO $$ BEGIN PERFORM end_builds_before("
                        + newest()
                        + "); DELETE FROM hold; END $$"))
        .hasStackTraceContaining("the database is sealed");
    ServiceDatabase.value("SELECT end_builds_before(" + newest() + ")");

    // Then nobody opens it before its time, and it is opened again as what it was
    isProblem(adopt("first"), ErrorCode.GATE_STATE);
    Eventually.get(
        "the gate is opened",
        PATIENCE,
        () -> ServiceDatabase.value("SELECT state FROM gate"),
        "OPEN"::equals);
    ServiceDatabase.execute("DELETE FROM hold");
    assertThat(ServiceDatabase.value("SELECT activity_gap FROM gate")).isEqualTo(gap);
    assertThat(
            ServiceDatabase.value(
                "SELECT max(entry) FROM ledger_entry WHERE entry LIKE '%gate.opened%'"))
        .asString()
        .contains("\"sealed\":\"MIGRATED\"");
  }

  @Test
  void buildThatIsOlderThanTheSchemaServesNothingAndCannotOpenIt() {
    // Given
    await("OPEN");
    try {
      // When a newer build migrates so that this one cannot go on
      ServiceDatabase.value("SELECT end_builds_before(" + newest() + " + 1)");

      // Then it serves nothing, and no person makes it
      await("SEALED");
      Api.get(Role.AUDITOR, "/gate").body("reason", equalTo("BUILD_TOO_OLD"));
      isProblem(Api.get(Role.PRIVACY_OFFICER, "/policies"), ErrorCode.DATABASE_SEALED);
      isProblem(Api.post(Role.SECURITY, "/gate/replay"), ErrorCode.GATE_STATE);
      isProblem(adopt("first"), ErrorCode.GATE_STATE);

      // Even when the newer one has opened it
      ServiceDatabase.execute("UPDATE gate SET state = 'OPEN', reason = NULL");
      isProblem(Api.post(Role.SECURITY, "/gate/replay"), ErrorCode.GATE_STATE);

      // And the database itself knows its sessions
      assertThatThrownBy(() -> delete().await().atMost(PATIENCE))
          .hasStackTraceContaining("the database is of a newer build");
    } finally {
      ServiceDatabase.execute("UPDATE gate SET oldest = 0, state = 'OPEN', reason = NULL");
    }
    await("OPEN");
  }

  /** Whoever has the settings of the service's own. */
  private Uni<?> delete() {
    return database.data().query("DELETE FROM hold").execute();
  }

  private static String newest() {
    return "(SELECT max(split_part(version, '.', 1)::int) FROM flyway_schema_history)";
  }

  private static ValidatableResponse adopt(String who) {
    return Api.as(Role.SECURITY, who)
        .contentType(ContentType.JSON)
        .body(WHY)
        .post("/gate/adopt")
        .then();
  }

  static void await(String state) {
    Eventually.get(
        "the gate is " + state,
        PATIENCE,
        () -> Api.at(Api.get(Role.AUDITOR, "/gate"), "/state"),
        state::equals);
  }
}
