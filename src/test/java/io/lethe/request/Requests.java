package io.lethe.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.access.Role;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Requests as an officer sends them. */
final class Requests {

  /** Everything that a policy may ask a request to contain. */
  static final List<String> ALL_PARTS =
      List.of(
          "name",
          "contact",
          "identity-document",
          "document-issue",
          "birth-date",
          "registration-address",
          "relationship",
          "signature",
          "authority");

  private static final AtomicInteger PEOPLE = new AtomicInteger();
  private static final Map<String, String> CATEGORIES =
      Map.of(
          "express", "app_user",
          "mst_software", "account",
          "racurs", "user_account",
          "sens", "mandatory",
          "unnamed_app", "user");

  private Requests() {}

  /** Somebody of whom the policy holds one record. */
  static String person(String policy) {
    return person(policy, CATEGORIES.get(policy));
  }

  /** Somebody of whom the policy holds one record of this category. */
  static String person(String policy, String category) {
    String subject = "asks-" + PEOPLE.incrementAndGet();
    boolean nameless = category.equals("app_user");
    String field = nameless ? "nickname" : "email";
    String value = nameless ? "nick" : subject + "@example.org";
    Api.record(policy, category, subject, Map.of(field, value));
    return subject;
  }

  /** A whole request by e-mail. */
  static Map<String, Object> of(String policy, String subject, String type) {
    Map<String, Object> request = new HashMap<>();
    request.put("policy", policy);
    request.put("subject", subject);
    request.put("type", type);
    request.put("channel", "email");
    request.put("contains", ALL_PARTS);
    return request;
  }

  /** The same with one thing more. */
  static Map<String, Object> with(Map<String, Object> request, String key, Object value) {
    Map<String, Object> more = new HashMap<>(request);
    more.put(key, value);
    return more;
  }

  static ValidatableResponse send(Map<String, ?> request) {
    return Api.post(Role.PRIVACY_OFFICER, "/requests", request);
  }

  /** Sends one that must be taken. */
  static JsonNode taken(Map<String, ?> request) {
    return Api.json(send(request).statusCode(201).extract().asString());
  }

  static ValidatableResponse step(JsonNode request, String step, Map<String, ?> body) {
    return Api.post(
        Role.PRIVACY_OFFICER, "/requests/" + request.path("id").asText() + "/" + step, body);
  }

  /** A step that must be taken. */
  static JsonNode done(JsonNode request, String step, Map<String, ?> body) {
    return Api.json(step(request, step, body).statusCode(200).extract().asString());
  }

  static JsonNode granted(JsonNode request) {
    return done(request, "decide", Map.of("outcome", "granted"));
  }

  static JsonNode view(JsonNode request) {
    return Api.json(
        Api.get(Role.PRIVACY_OFFICER, "/requests/" + request.path("id").asText())
            .statusCode(200)
            .extract()
            .asString());
  }

  /** The state of a subject's only record. */
  static String state(String policy, JsonNode request) {
    return Api.at(
        Api.get(
                Role.PRIVACY_OFFICER,
                "/records?policy=" + policy + "&subjectKey=" + request.path("subjectKey").asText())
            .statusCode(200),
        "/items/0/state");
  }
}
