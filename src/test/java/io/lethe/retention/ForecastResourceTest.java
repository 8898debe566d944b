package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.lethe.Api;
import io.lethe.Await;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What falls due when, from Wednesday 2025-09-10 in Moscow; and a run that is watched. */
@QuarkusTest
@TestProfile(ForecastResourceTest.OfItsOwn.class)
class ForecastResourceTest {

  private static final LetheClient LETHE = new LetheClient();

  @TestHTTPResource("/api/v1/")
  URI api;

  private final Shop shop = Shop.fresh();

  /** A clock that no other class has moved; every fifth of a second the gauges are set. */
  public static final class OfItsOwn extends FromAutumn2025 {
    @Override
    public Map<String, String> getConfigOverrides() {
      Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
      settings.put("lethe.retention.backlog-every", "0.2s");
      settings.put("lethe.retention.forecast-every", "0.2s");
      return settings;
    }
  }

  @BeforeEach
  void policy() {
    shop.saved("anna", shop.yaml("", "{from: collected, keep: P1M, within: P30D, then: destroy}"));
    shop.post("anna", 1, "activate").statusCode(200);
  }

  private UUID received(String subject, String collectedAt) {
    return LETHE.accepted(shop.record(subject, collectedAt));
  }

  private JsonPath forecast(String query) {
    return Api.get(Role.PRIVACY_OFFICER, "/retention/forecast?policy=" + shop.policy() + query)
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  @Test
  @ProducesCode(ErrorCode.PARAMETER_INVALID)
  void recordsAreCountedByTheWeekInWhichTheyFallDue() {
    // Given two that are due, one of this week's Sunday, one of Monday, and one far ahead
    received("due-1", "2025-08-05T09:00:00Z");
    received("due-2", "2025-08-08T09:00:00Z");
    received("sunday", "2025-08-13T09:00:00Z");
    received("monday", "2025-08-14T21:30:00Z");
    received("later", "2025-09-09T09:00:00Z");

    // When
    JsonPath seen = forecast("&weeks=4");

    // Then what was collected on 13 August is due on the 14th of September, a Sunday, and what was
    // collected half past midnight on the 15th, Moscow time, on Tuesday
    assertThat(seen.getList("items.due", Integer.class)).containsExactly(2, 1, 1);
    assertThat(seen.getList("items.week"))
        .containsExactly("2025-09-08", "2025-09-08", "2025-09-15");
    assertThat(seen.getString("items[0].firstDueAt")).isEqualTo("2025-09-05T21:00:00Z");
    assertThat(seen.getString("items[0].deadline")).isEqualTo("2025-10-05");
    assertThat(seen.getString("items[1].until")).isEqualTo("2025-09-14T21:00:00Z");
    assertThat(seen.getString("items[2].firstDueAt")).isEqualTo("2025-09-15T21:00:00Z");
    assertThat(forecast("&weeks=5").getList("items")).hasSize(4);
    Problems.isProblem(
        Api.get(Role.AUDITOR, "/retention/forecast?weeks=0"), ErrorCode.PARAMETER_INVALID);
    Api.get(Role.AUDITOR, "/retention/forecast?policy=unknown").body("items", hasSize(0));
  }

  @Test
  void completionIsPredictedByTheRateOfTheLastRuns() {
    // Given a run that has acted, and something that is due within its time and long after it
    received("first", "2025-08-01T09:00:00Z");
    LETHE.run(Map.of("policy", shop.policy()));
    received("in-time", "2025-08-05T09:00:00Z");
    JsonPath seen = forecast("");
    assertThat(Instant.parse(seen.getString("items[0].predictedCompletion")))
        .isAfter(LETHE.now().minusSeconds(60))
        .isBefore(LETHE.now().plus(Duration.ofHours(1)));
    assertThat(seen.getBoolean("items[0].late")).isFalse();

    // When
    received("too-late", "2025-06-01T09:00:00Z");

    // Then it says so, as the gauges do
    JsonPath late = forecast("");
    assertThat(late.getString("items[0].deadline")).isEqualTo("2025-07-31");
    assertThat(late.getBoolean("items[0].late")).isTrue();
    Await.until(() -> gauge("lethe_records_predicted_late"), "1.0"::equals);
    long overdue = Duration.between(Instant.parse("2025-07-31T21:00:00Z"), LETHE.now()).toSeconds();
    Await.until(
        () -> Double.parseDouble(gauge("lethe_records_oldest_overdue_seconds")),
        age -> Math.abs(age - overdue) < 86_400 + 60);

    // And what is held is not what the gauge speaks of
    LETHE.place("holds", Map.of("policy", shop.policy(), "subject", "too-late")).statusCode(201);
    Await.until(() -> gauge("lethe_records_oldest_overdue_seconds"), "0.0"::equals);
    assertThat(Double.parseDouble(gauge("lethe_records_oldest_due_seconds"))).isPositive();
    assertThat(gauge("lethe_retention_awaiting_approval")).isEqualTo("0.0");
    assertThat(LETHE.as(Role.AUDITOR).get("/q/metrics").asString())
        .containsPattern("(?m)^lethe_retention_interval_seconds [1-9]");
  }

  private String gauge(String name) {
    return LETHE
        .as(Role.AUDITOR)
        .get("/q/metrics")
        .then()
        .extract()
        .asString()
        .lines()
        .filter(line -> line.startsWith(name + "{") && line.contains(shop.policy()))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .collect(Collectors.joining());
  }

  @Test
  @ProducesCode(ErrorCode.NOT_FOUND)
  void runIsWatchedUntilItHasEnded() throws Exception {
    // Given a run that is paused before anybody takes it up, or has ended by then
    received("watched", "2025-08-01T09:00:00Z");
    UUID run = LETHE.startRun(Map.of("policy", shop.policy()));

    // When
    HttpResponse<String> answer = watch(run);

    // Then the last event is of its end
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/event-stream");
    List<String> events = answer.body().lines().filter(line -> line.startsWith("data:")).toList();
    JsonPath last = JsonPath.from(events.get(events.size() - 1).substring(5));
    assertThat(last.getString("state")).isEqualTo("COMPLETED");
    assertThat(last.getInt("destroyed")).isEqualTo(1);
    assertThat(last.getLong("etaSeconds")).isZero();
    assertThat(watch(UUID.randomUUID()).statusCode()).isEqualTo(404);
    Api.get(Role.AUDITOR, "/retention/runs/" + run).body("state", equalTo("COMPLETED"));
    Problems.isProblem(
        Api.get(Role.AUDITOR, "/retention/runs/" + UUID.randomUUID()), ErrorCode.NOT_FOUND);
  }

  private HttpResponse<String> watch(UUID run) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(api.resolve("retention/runs/" + run + "/progress"))
                .header("Authorization", "Bearer " + LETHE.token(Role.AUDITOR))
                .header("Accept", "text/event-stream")
                .timeout(Duration.ofSeconds(30))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
