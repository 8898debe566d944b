package io.lethe.retention;

import static io.restassured.RestAssured.given;

import io.lethe.Api;
import io.lethe.Await;
import io.lethe.Tokens;
import io.lethe.access.Role;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A small policy of a test's own, whose versions differ by what is changed in its text. */
record Shop(String policy) {

  /** A policy that no other test has. */
  static Shop fresh() {
    return new Shop("shop-" + UUID.randomUUID().toString().substring(0, 8));
  }

  /** The text with these rules for the category {@code buyer}; {@code top} is put at its top. */
  String yaml(String top, String... rules) {
    return """
        policy: %s
        title: Privacy policy of a shop
        operator: {name: Shop LLC, address: "1 Sample Street, Moscow"}
        zone: Europe/Moscow
        events: [order-closed]
        %s
        purposes:
          orders: {grounds: [contract]}
        categories:
          buyer:
            subjects: [user]
            purposes: [orders]
            fields:
              city: {type: text, on-receipt: keep, on-depersonalize: keep}
              note: {type: text, on-receipt: encrypt}
            retention:
              - %s
        """
        .formatted(policy, top, String.join("\n      - ", List.of(rules)));
  }

  /** A rule in YAML. */
  static String rule(String from, String keep, String then) {
    return keep.isEmpty()
        ? "{from: %s, then: %s}".formatted(from, then)
        : "{from: %s, keep: %s, then: %s}".formatted(from, keep, then);
  }

  /** Saves a version as {@code author}. */
  ValidatableResponse save(String author, String yaml) {
    return given()
        .auth()
        .oauth2(Tokens.of(Role.PRIVACY_OFFICER, author))
        .header("Content-Type", "application/yaml")
        .body(yaml.getBytes(StandardCharsets.UTF_8))
        .post("/api/v1/policies")
        .then();
  }

  /** Saves a version that must be accepted, and gives its number. */
  int saved(String author, String yaml) {
    return Integer.parseInt(Api.at(save(author, yaml).statusCode(201), "/version"));
  }

  /** Does something to a version: {@code approve}, {@code activate}, {@code impact}. */
  ValidatableResponse post(String officer, int version, String what) {
    return given()
        .auth()
        .oauth2(Tokens.of(Role.PRIVACY_OFFICER, officer))
        .post("/api/v1/policies/{policy}/versions/{version}/{what}", policy, version, what)
        .then();
  }

  /** A version as it is read. */
  ValidatableResponse version(int version) {
    return given()
        .auth()
        .oauth2(Tokens.of(Role.AUDITOR))
        .get("/api/v1/policies/{policy}/versions/{version}", policy, version)
        .then()
        .statusCode(200);
  }

  /** Waits until the due dates of records are those of an activated version. */
  void recomputed(int version) {
    Await.until(
        () -> Api.at(version(version), "/publication/recompute/state"), "COMPLETED"::equals);
  }

  /** A record of a buyer; {@code collectedAt} may be empty. */
  Map<String, Object> record(String subject, String collectedAt) {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("policy", policy);
    record.put("category", "buyer");
    record.put("subject", subject);
    if (!collectedAt.isEmpty()) {
      record.put("collectedAt", collectedAt);
    }
    record.put("fields", Map.of("city", "Тула", "note", "order of " + subject));
    return record;
  }
}
