package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.QuietProfile;
import io.lethe.Tokens;
import io.lethe.access.Caller;
import io.lethe.access.Grant;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that nobody works on. */
@QuarkusTest
@TestProfile(QuietProfile.class)
class RunStateResourceTest {

  private static final Caller OFFICER_OF_ONE =
      Caller.of(
          "issuer",
          "officer",
          List.of(new Grant(Set.of(Role.PRIVACY_OFFICER), Set.of("sens"), Set.of("*"), Set.of())));

  @TestHTTPResource("/")
  URI service;

  private final RunService runs;

  @Inject
  RunStateResourceTest(RunService runs) {
    this.runs = runs;
  }

  private static String queued() {
    return Api.post(Role.PRIVACY_OFFICER, "/retention/runs", "{}")
        .statusCode(202)
        .body("state", equalTo("QUEUED"))
        .extract()
        .path("id");
  }

  private static ValidatableResponse move(String id, String step) {
    return Api.post(Role.PRIVACY_OFFICER, "/retention/runs/" + id + "/" + step);
  }

  @Test
  @ProducesCode({ErrorCode.RUN_STATE, ErrorCode.NOT_FOUND})
  void runIsPausedResumedAndCancelledWhereItsStateAllows() {
    // Given
    String id = queued();

    // Then
    Problems.isProblem(move(id, "resume"), ErrorCode.RUN_STATE);
    move(id, "pause").statusCode(200).body("state", equalTo("PAUSED"));
    Problems.isProblem(move(id, "pause"), ErrorCode.RUN_STATE);
    move(id, "resume").statusCode(200).body("state", equalTo("QUEUED"));
    move(id, "cancel")
        .statusCode(200)
        .body("state", equalTo("CANCELLED"))
        .body("finishedAt", notNullValue());
    for (String step : List.of("pause", "resume", "cancel")) {
      Problems.isProblem(move(id, step), ErrorCode.RUN_STATE);
      Problems.isProblem(move(UUID.randomUUID().toString(), step), ErrorCode.NOT_FOUND);
    }
  }

  @Test
  @ProducesCode(ErrorCode.RUN_STATE)
  void scheduledRunIsNotResumedBesideAnother() {
    // Given
    String paused = scheduled();
    move(paused, "pause").statusCode(200);
    String other = scheduled();

    // When
    ValidatableResponse beside = move(paused, "resume");

    // Then
    Problems.isProblem(beside, ErrorCode.RUN_STATE).body("detail", containsString("cancel"));
    move(other, "cancel").statusCode(200);
    move(paused, "resume").statusCode(200).body("state", equalTo("QUEUED"));
    move(paused, "cancel").statusCode(200);
  }

  private String scheduled() {
    assertThat(runs.schedule().await().atMost(Duration.ofSeconds(10))).isTrue();
    return Api.get(Role.SECURITY, "/retention/runs?limit=1").extract().path("items[0].id");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "application/json", "application/json; charset=utf-8"})
  void runOverEverythingNeedsNoBody(String type) throws Exception {
    // Given
    HttpRequest.Builder request =
        HttpRequest.newBuilder(service.resolve("/api/v1/retention/runs"))
            .header("Authorization", "Bearer " + Tokens.of(Role.PRIVACY_OFFICER))
            .POST(HttpRequest.BodyPublishers.noBody());
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }

    // When
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());

    // Then
    assertThat(response.statusCode()).isEqualTo(202);
    JsonNode run = Api.json(response.body());
    assertThat(run.path("state").asText()).isEqualTo("QUEUED");
    assertThat(run.path("policy").isNull()).isTrue();
    assertThat(run.path("dryRun").asBoolean()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain,       dry,  MEDIA_TYPE",
    "application/json, dry,  BODY_NOT_JSON",
    "application/json, [],   BODY_SHAPE",
    "application/json, 7,    BODY_SHAPE",
  })
  @ProducesCode({ErrorCode.MEDIA_TYPE, ErrorCode.BODY_NOT_JSON, ErrorCode.BODY_SHAPE})
  void anyOtherBodyIsARunInput(String type, String body, ErrorCode code) {
    // Then
    Problems.isProblem(Api.send(Role.PRIVACY_OFFICER, "/retention/runs", type, body), code);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+300000-01-01T00:00:00Z",
        "9999-01-01T00:00:00.000001Z",
        "1969-12-31T23:59:59.999999Z",
        "-9999-01-01T00:00:00Z"
      })
  @ProducesCode(ErrorCode.CLOCK_OUT_OF_RANGE)
  void cutoffThatNoClockCanReachIsRefusedAtOnce(String asOf) {
    for (boolean dryRun : List.of(true, false)) {
      // When
      ValidatableResponse response =
          Api.post(Role.PRIVACY_OFFICER, "/retention/runs", Map.of("asOf", asOf, "dryRun", dryRun));

      // Then
      Problems.isProblem(response, ErrorCode.CLOCK_OUT_OF_RANGE);
    }
  }

  @Test
  void runsAreListedTheNewestFirstInPages() {
    // Given
    String first = queued();
    String second = queued();

    // When
    JsonNode page =
        Api.json(Api.get(Role.SECURITY, "/retention/runs?limit=1").extract().asString());
    JsonNode next =
        Api.json(
            Api.get(Role.SECURITY, "/retention/runs?limit=1&after=" + page.path("next").asText())
                .extract()
                .asString());

    // Then
    assertThat(page.path("items").findValuesAsText("id")).containsExactly(second);
    assertThat(next.path("items").findValuesAsText("id")).containsExactly(first);
  }

  @Test
  @ProducesCode({ErrorCode.FORBIDDEN, ErrorCode.NOT_FOUND})
  void officerOfOnePolicyActsOnThatPolicyAlone() {
    // Given
    UUID overAll = UUID.fromString(queued());
    String other =
        Api.post(Role.PRIVACY_OFFICER, "/retention/runs", "{\"policy\":\"express\"}")
            .extract()
            .path("id");

    // Then
    assertThatThrownBy(() -> runs.request(OFFICER_OF_ONE, new RunInput(null, null, null, null)))
        .satisfies(Problems.carries(ErrorCode.FORBIDDEN));
    assertThatThrownBy(
            () -> runs.cancel(OFFICER_OF_ONE, overAll).await().atMost(Duration.ofSeconds(10)))
        .satisfies(Problems.carries(ErrorCode.FORBIDDEN));
    assertThatThrownBy(
            () ->
                runs.cancel(OFFICER_OF_ONE, UUID.fromString(other))
                    .await()
                    .atMost(Duration.ofSeconds(10)))
        .satisfies(Problems.carries(ErrorCode.NOT_FOUND));
  }
}
