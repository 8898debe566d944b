package io.lethe.subject;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.access.Role;
import io.restassured.http.ContentType;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Questions as products ask them, and what they are decided by. */
final class Decisions {

  private final Map<String, Object> body = new HashMap<>();

  private Decisions() {}

  /** Whether this may be done for a purpose. */
  static Decisions may(String policy, String category, String action, String purpose) {
    Decisions question = new Decisions();
    question.body.put("policy", policy);
    question.body.put("category", category);
    question.body.put("action", action);
    question.body.put("purpose", purpose);
    return question;
  }

  Decisions of(String subject) {
    return with("subject", subject);
  }

  Decisions to(String recipient) {
    return with("recipient", recipient);
  }

  Decisions with(String key, Object value) {
    body.put(key, value);
    return this;
  }

  Map<String, Object> body() {
    return body;
  }

  /** The answer. */
  JsonNode ask() {
    return Api.json(
        Api.post(Role.PRODUCT, "/decisions", body).statusCode(200).extract().asString());
  }

  /** The code of the answer, which permits where it says so. */
  String code() {
    JsonNode answer = ask();
    String code = answer.path("code").asText();
    assertThat(answer.path("permit").asBoolean()).isEqualTo(code.equals("PERMITTED"));
    return code;
  }

  /** Sends an event of a purpose, or of all when it is empty. */
  static void event(String policy, String subject, String type, String purpose, Instant at) {
    JsonNode item =
        Api.items(
                Role.PRODUCT,
                "/events",
                Map.of(
                    "policy", policy,
                    "subject", subject,
                    "type", type,
                    "purpose", purpose,
                    "at", at.toString()))
            .get(0);
    assertThat(item.path("status").asText()).as(item.toString()).isEqualTo("accepted");
  }

  /** Lethe's key of a subject. */
  static String key(String policy, String subject) {
    return Api.post(Role.PRODUCT, "/subjects/search", Map.of("policy", policy, "subject", subject))
        .statusCode(200)
        .extract()
        .path("items[0].key");
  }

  /** Moves the service's clock forward. */
  static void moveTo(Instant now) {
    given()
        .contentType(ContentType.JSON)
        .body(Map.of("now", now.toString()))
        .put("/dev/clock")
        .then()
        .statusCode(200);
  }
}
