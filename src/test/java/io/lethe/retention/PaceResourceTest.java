package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.lethe.Await;
import io.lethe.ServiceDatabase;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a run gives way, and is told how fast it may be while it runs. */
@QuarkusTest
@TestProfile(PaceResourceTest.GivesWay.class)
class PaceResourceTest {

  private static final LetheClient LETHE = new LetheClient();
  private static final int DUE = 60;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneOffset.UTC);

  private final Shop shop = Shop.fresh();

  /** Batches wait for transactions that are a minute old, for two seconds at most. */
  public static final class GivesWay extends FromAutumn2025 {
    @Override
    public Map<String, String> getConfigOverrides() {
      Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
      settings.put("lethe.retention.pace.max-transaction-age", "0.05s");
      settings.put("lethe.retention.pace.check-every", "0.05s");
      settings.put("lethe.retention.pace.longest-wait", "2s");
      return settings;
    }
  }

  @BeforeEach
  void due() {
    shop.saved("anna", shop.yaml("", Shop.rule("collected", "P1Y", "destroy")));
    shop.post("anna", 1, "activate").statusCode(200);
    List<Map<String, ?>> records = new ArrayList<>();
    for (int i = 0; i < DUE; i++) {
      records.add(shop.record("b-" + UUID.randomUUID(), "2024-01-10T09:00:00Z"));
    }
    LETHE.accepted(records);
  }

  @Test
  void runIsNoFasterThanItIsTold() throws SQLException {
    // Given
    UUID run;
    try (Connection obstacle = obstacle()) {
      run = LETHE.startRun(Map.of("policy", shop.policy()));

      // When
      tune(run, Map.of("rowsPerSecond", 20))
          .statusCode(200)
          .body("pace.rowsPerSecond", equalTo(20))
          .body("pace.hours", nullValue());
      obstacle.rollback();
    }
    JsonPath ended = completed(run);

    // Then: what the last batch costs, nobody waits for
    assertThat(ended.getInt("destroyed")).isEqualTo(DUE);
    assertThat(took(ended)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void runActsInItsHoursAlone() throws SQLException {
    // Given
    UUID run;
    try (Connection obstacle = obstacle()) {
      run = LETHE.startRun(Map.of("policy", shop.policy()));
      tune(run, Map.of("hours", later(run))).statusCode(200);
      obstacle.rollback();
    }

    // When: one batch was under way at most
    Await.until(() -> metric("HOURS"), value -> value == 1);
    int before = view(run).getInt("destroyed");
    tune(run, Map.of()).statusCode(200);
    JsonPath ended = completed(run);

    // Then
    assertThat(before).isLessThan(DUE);
    assertThat(ended.getInt("destroyed")).isEqualTo(DUE);
    assertThat(metric("HOURS")).isZero();
  }

  @Test
  void batchGivesWayToALongTransactionAndNotForEver() throws SQLException {
    try (Connection old = ServiceDatabase.connect();
        Statement statement = old.createStatement()) {
      // Given
      old.setAutoCommit(false);
      statement.execute("SELECT 1");

      // When
      UUID run = LETHE.startRun(Map.of("policy", shop.policy()));
      Await.until(() -> metric("LONG_TRANSACTION"), value -> value == 1);
      JsonPath ended = completed(run);

      // Then
      assertThat(ended.getInt("destroyed")).isEqualTo(DUE);
      assertThat(took(ended)).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
    }
  }

  @Test
  @ProducesCode(ErrorCode.RUN_STATE)
  void runThatHasEndedIsToldNothing() {
    // Given
    UUID run = LETHE.startRun(Map.of("policy", shop.policy()));
    completed(run);

    // When / Then
    Problems.isProblem(tune(run, Map.of("rowsPerSecond", 20)), ErrorCode.RUN_STATE);
  }

  @Test
  @ProducesCode(ErrorCode.BODY_SHAPE)
  void paceThatMakesNoSenseIsRefused() {
    // Given
    UUID run = LETHE.startRun(Map.of("policy", shop.policy()));

    // When / Then
    Problems.isProblem(tune(run, Map.of("rowsPerSecond", 0)), ErrorCode.BODY_SHAPE);
    Problems.isProblem(tune(run, Map.of("hours", "22-6")), ErrorCode.BODY_SHAPE);
    Problems.isProblem(tune(run, Map.of("hours", "06:00-06:00")), ErrorCode.BODY_SHAPE);
    completed(run);
  }

  /** Lets no batch of the policy begin until it is rolled back. */
  private Connection obstacle() throws SQLException {
    Connection connection = ServiceDatabase.connect();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_advisory_xact_lock(4701, hashtext('" + shop.policy() + "'))");
    }
    return connection;
  }

  private static ValidatableResponse tune(UUID run, Map<String, ?> pace) {
    return LETHE
        .as(Role.PRIVACY_OFFICER)
        .body(pace)
        .patch("/api/v1/retention/runs/{id}", run)
        .then();
  }

  private static JsonPath view(UUID run) {
    return LETHE
        .as(Role.AUDITOR)
        .get("/api/v1/retention/runs/{id}", run)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  private static JsonPath completed(UUID run) {
    return Await.until(
        Duration.ofMinutes(2),
        () -> view(run),
        found -> "COMPLETED".equals(found.getString("state")));
  }

  private static Duration took(JsonPath run) {
    return Duration.between(
        Instant.parse(run.getString("startedAt")), Instant.parse(run.getString("finishedAt")));
  }

  /** An hour that begins in three hours of the service's clock. */
  private static String later(UUID run) {
    Instant now = Instant.parse(view(run).getString("createdAt"));
    return TIME.format(now.plus(Duration.ofHours(3)))
        + "-"
        + TIME.format(now.plus(Duration.ofHours(4)));
  }

  private static double metric(String reason) {
    return LETHE
        .as(Role.AUDITOR)
        .get("/q/metrics")
        .then()
        .extract()
        .asString()
        .lines()
        .filter(line -> line.startsWith("lethe_retention_waiting{reason=\"" + reason + "\"}"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
