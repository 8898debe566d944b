package io.lethe.retention;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import io.lethe.Api;
import io.lethe.ServiceClock;
import io.lethe.Tokens;
import io.lethe.access.Role;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The service as products and officers call it. */
final class LetheClient {

  private static final Duration LONGEST_RUN = Duration.ofMinutes(10);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(20);

  RequestSpecification as(Role role) {
    return given().auth().oauth2(token(role)).contentType(ContentType.JSON);
  }

  String token(Role role) {
    return Tokens.of(role);
  }

  /** Sends a record that is accepted, and gives its id. */
  UUID accepted(Map<String, ?> record) {
    String answer = sent("records", record);
    JsonNode item = Api.json(answer).path("items").path(0);
    assertThat(item.path("status").asText()).as(answer).isEqualTo("accepted");
    return UUID.fromString(item.path("id").asText());
  }

  /** Sends records that are accepted, and gives their ids in their order. */
  List<UUID> accepted(List<? extends Map<String, ?>> records) {
    String answer = sent("records", records);
    JsonNode items = Api.json(answer);
    assertThat(items.path("rejected")).as(answer).isEqualTo(IntNode.valueOf(0));
    List<UUID> ids = new ArrayList<>();
    items.path("items").forEach(item -> ids.add(UUID.fromString(item.path("id").asText())));
    assertThat(ids).as(answer).hasSameSizeAs(records);
    return ids;
  }

  /** Sends records and gives the answer. */
  JsonPath received(Object records) {
    return JsonPath.from(sent("records", records));
  }

  /** Sends an event that is accepted. */
  void event(String policy, String subject, String type, Instant at) {
    String answer = sent("events", event(policy, subject, type, at.toString()));
    assertThat(Api.json(answer).path("accepted")).as(answer).isEqualTo(IntNode.valueOf(1));
  }

  /** Sends an event and gives the answer. */
  JsonPath sendEvent(String policy, String subject, String type, Instant at) {
    return JsonPath.from(sent("events", event(policy, subject, type, at.toString())));
  }

  private static Map<String, String> event(String policy, String subject, String type, String at) {
    return Map.of("policy", policy, "subject", subject, "type", type, "at", at);
  }

  private String sent(String what, Object items) {
    return as(Role.PRODUCT)
        .body(items)
        .post("/api/v1/" + what)
        .then()
        .statusCode(200)
        .extract()
        .asString();
  }

  /** Changes fields of a record. */
  void rectify(UUID record, Map<String, ?> fields) {
    as(Role.PRODUCT)
        .body(Map.of("fields", fields))
        .patch("/api/v1/records/{id}", record)
        .then()
        .statusCode(200);
  }

  /** What the service says of a record, whatever it says. */
  ValidatableResponse record(UUID id) {
    return as(Role.PRODUCT).get("/api/v1/records/{id}", id).then();
  }

  /** The state of a record that is whole, or the code of what became of it. */
  String state(UUID id) {
    JsonNode answer = Api.json(record(id).extract().asString());
    return answer.hasNonNull("state")
        ? answer.get("state").asText()
        : answer.required("code").asText();
  }

  JsonPath explanation(UUID id) {
    return JsonPath.from(explained(id));
  }

  /** The moment at which a record is due, if it is. */
  Optional<Instant> due(UUID id) {
    JsonNode due = Api.json(explained(id)).path("dueAt");
    return due.isNull() ? Optional.empty() : Optional.of(Instant.parse(due.asText()));
  }

  private String explained(UUID id) {
    return as(Role.PRODUCT)
        .get("/api/v1/records/{id}/explanation", id)
        .then()
        .statusCode(200)
        .extract()
        .asString();
  }

  /** What time it is for the service. */
  Instant now() {
    return ServiceClock.now();
  }

  /** Moves the service's clock forward. */
  void moveTo(Instant now) {
    given()
        .contentType(ContentType.JSON)
        .body(Map.of("now", now.toString()))
        .put("/dev/clock")
        .then()
        .statusCode(200);
  }

  /** Runs over everything, and waits for the end. */
  JsonPath run() {
    return run(Map.of());
  }

  /** Runs as asked, and waits for the end. */
  JsonPath run(Map<String, ?> request) {
    return awaitRun(startRun(request));
  }

  /** Asks for a run, and gives its id. */
  UUID startRun(Map<String, ?> request) {
    return UUID.fromString(
        as(Role.PRIVACY_OFFICER)
            .body(request)
            .post("/api/v1/retention/runs")
            .then()
            .statusCode(202)
            .extract()
            .path("id"));
  }

  /** Waits for the end of a run that completes. */
  JsonPath awaitRun(UUID id) {
    String ended =
        Awaiting.until(
            LONGEST_RUN,
            () -> runAt(id),
            seen -> !seen.contains("\"finishedAt\":null") || seen.contains("AWAITING_APPROVAL"));
    assertThat(Api.json(ended).path("state").asText()).as(ended).isEqualTo("COMPLETED");
    return JsonPath.from(ended);
  }

  /** Waits until a run is neither queued nor running, and gives it as it stands then. */
  JsonPath stopped(UUID id) {
    return JsonPath.from(
        Awaiting.until(
            LONGEST_STOP,
            () -> runAt(id),
            seen -> !List.of("QUEUED", "RUNNING").contains(Api.json(seen).path("state").asText())));
  }

  private String runAt(UUID id) {
    return as(Role.PRIVACY_OFFICER)
        .get("/api/v1/retention/runs/{id}", id)
        .then()
        .statusCode(200)
        .extract()
        .asString();
  }

  /** Places a hold or a block ({@code holds}, {@code blocks}). */
  ValidatableResponse place(String kind, Map<String, ?> on) {
    Map<String, Object> body = new java.util.HashMap<>(on);
    body.put("authority", "court, order 1/26");
    body.put("reason", "pending litigation");
    return as(Role.PRIVACY_OFFICER).body(body).post("/api/v1/" + kind).then();
  }

  /** Releases it. */
  void release(String kind, String id) {
    as(Role.PRIVACY_OFFICER).post("/api/v1/" + kind + "/{id}/release", id).then().statusCode(200);
  }

  /** Every row that depersonalization has left of a category. */
  List<Map<String, Object>> depersonalized(String policy, String category) {
    return as(Role.RESEARCHER)
        .queryParam("policy", policy)
        .queryParam("category", category)
        .queryParam("limit", 5000)
        .get("/api/v1/depersonalized")
        .then()
        .statusCode(200)
        .extract()
        .jsonPath()
        .getList("items");
  }
}
