package io.lethe.demo;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.Tokens;
import io.lethe.access.Role;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(DemoTest.Enabled.class)
class DemoTest {

  /** A demo small enough for a test. */
  public static final class Enabled implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "lethe.demo", "true",
          "lethe.demo.subjects", "200",
          "lethe.scheduler.enabled", "false");
    }
  }

  private final Demo demo;

  @Inject
  DemoTest(Demo demo) {
    this.demo = demo;
  }

  @BeforeEach
  void demoHasEnded() throws InterruptedException {
    assertThat(demo.awaitEnd(Duration.ofMinutes(2))).isTrue();
  }

  @Test
  void firstLookShowsALivingSystem() {
    // Given
    String officer = Tokens.of(Role.PRIVACY_OFFICER);

    // When
    JsonPath runs = get(officer, "/api/v1/retention/runs");
    JsonPath acts = get(officer, "/api/v1/acts");
    JsonPath ledger = get(Tokens.of(Role.AUDITOR), "/api/v1/ledger/verification");

    // Then
    assertThat(runs.getList("items.state", String.class)).hasSize(8).containsOnly("COMPLETED");
    assertThat(sum(runs, "items.destroyed")).isPositive();
    assertThat(sum(runs, "items.depersonalized")).isPositive();
    assertThat(runs.getLong("items[0].held")).isPositive();
    assertThat(runs.getLong("items[0].blocked")).isPositive();
    assertThat(sum(runs, "items.failed")).isZero();
    assertThat(acts.getList("items.policy", String.class))
        .contains("sens", "express", "mst_software", "racurs");
    assertThat(ledger.getBoolean("intact")).isTrue();
  }

  @Test
  void everyDueRecordUnderAHoldIsCounted() throws SQLException {
    // When
    JsonPath newest = get(Tokens.of(Role.AUDITOR), "/api/v1/retention/runs?limit=1");

    // Then
    String cutoff = newest.getString("items[0].cutoff");
    assertThat(newest.getLong("items[0].held"))
        .isEqualTo(
            count(
                "record r JOIN hold h USING (subject_id) WHERE r.due_at <= '"
                    + cutoff
                    + "'::timestamptz"));
  }

  @Test
  void whatBecameDueSinceYesterdayIsLeftForTheNextRun() throws SQLException {
    // When
    long due =
        count(
            "record r WHERE r.due_at <= now() AND NOT EXISTS"
                + " (SELECT FROM hold h WHERE h.subject_id = r.subject_id) AND NOT EXISTS"
                + " (SELECT FROM block b WHERE b.subject_id = r.subject_id) AND EXISTS"
                + " (SELECT FROM subject_event e WHERE e.subject_id = r.subject_id"
                + " AND e.at > now() - interval '25 hours')");

    // Then
    assertThat(due).isPositive();
  }

  @Test
  void everyCategoryThatIsActiveHasRecords() throws SQLException {
    // When
    long categories = count("(SELECT DISTINCT policy, category FROM record) AS c");

    // Then
    assertThat(categories).isGreaterThanOrEqualTo(11);
  }

  @Test
  void nothingWasRefusedAndNothingIsInTheFuture() throws SQLException {
    // When
    String metrics = given().get("/q/metrics").then().statusCode(200).extract().asString();

    // Then
    assertThat(metrics).doesNotContain("lethe_records_rejected_total");
    assertThat(count("record WHERE collected_at > now()")).isZero();
    assertThat(count("subject_event WHERE at > now()")).isZero();
    assertThat(count("subject WHERE last_activity > now()")).isZero();
  }

  private static JsonPath get(String token, String path) {
    return given().auth().oauth2(token).get(path).then().statusCode(200).extract().jsonPath();
  }

  private static long sum(JsonPath runs, String path) {
    List<Integer> counts = runs.getList(path, Integer.class);
    return counts.stream().mapToLong(Integer::longValue).sum();
  }

  private static long count(String from) throws SQLException {
    var config = ConfigProvider.getConfig();
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:" + config.getValue("lethe.database.url", String.class),
                config.getValue("lethe.database.username", String.class),
                config.getValue("lethe.database.password", String.class));
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + from)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
