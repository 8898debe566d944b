package io.lethe;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.access.Role;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Calls of the API by a role. */
public final class Api {

  /** Where it stands. */
  public static final String PATH = "/api/v1";

  /** Newline-delimited JSON. */
  public static final String NDJSON = "application/x-ndjson";

  private static final RestAssuredConfig AS_IT_IS =
      RestAssuredConfig.config()
          .encoderConfig(
              EncoderConfig.encoderConfig()
                  .defaultContentCharset(StandardCharsets.UTF_8)
                  .appendDefaultContentCharsetToContentTypeIfUndefined(false));

  private static final ObjectMapper JSON = new ObjectMapper();

  private Api() {}

  /** A request of this role, without a body. */
  public static RequestSpecification as(Role role) {
    return as(role, role.label());
  }

  /** A request of this role and person, without a body. */
  public static RequestSpecification as(Role role, String subject) {
    return given().config(AS_IT_IS).basePath(PATH).auth().oauth2(Tokens.of(role, subject));
  }

  /** Reads. */
  public static ValidatableResponse get(Role role, String path) {
    return as(role).urlEncodingEnabled(false).get(path).then();
  }

  /** Sends a body as JSON. */
  public static ValidatableResponse post(Role role, String path, Object body) {
    return as(role).contentType(ContentType.JSON).body(body).post(path).then();
  }

  /** Sends no body. */
  public static ValidatableResponse post(Role role, String path) {
    return as(role).post(path).then();
  }

  /** Sends these bytes as they are. */
  public static ValidatableResponse send(Role role, String path, String type, byte[] body) {
    return as(role).header("Content-Type", type).body(body).post(path).then();
  }

  /** Sends text in UTF-8 as it is. */
  public static ValidatableResponse send(Role role, String path, String type, String body) {
    return send(role, path, type, body.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends items and returns the answers. */
  public static List<JsonNode> items(Role role, String path, Object body) {
    JsonNode answer = json(post(role, path, body).statusCode(200).extract().asString());
    return list(answer.get("items"));
  }

  /** Sends lines and returns the lines of the answer. */
  public static List<JsonNode> lines(Role role, String path, String body) {
    return send(role, path, NDJSON, body)
        .statusCode(200)
        .contentType(NDJSON)
        .extract()
        .asString()
        .lines()
        .map(Api::json)
        .toList();
  }

  /** Hands over one record and returns its id. */
  public static String record(
      String policy, String category, String subject, Map<String, ?> fields) {
    return record(
        Map.of("policy", policy, "category", category, "subject", subject, "fields", fields));
  }

  /** Hands over one record and returns its id. */
  public static String record(Map<String, ?> record) {
    JsonNode item = items(Role.PRODUCT, "/records", record).get(0);
    if (!item.has("id")) {
      throw new AssertionError(item);
    }
    return item.get("id").asText();
  }

  /** One event, which must be accepted. */
  public static void event(String policy, String subject, String type, String at) {
    JsonNode item =
        items(
                Role.PRODUCT,
                "/events",
                Map.of("policy", policy, "subject", subject, "type", type, "at", at))
            .get(0);
    if (!item.get("status").asText().equals("accepted")) {
      throw new AssertionError(item);
    }
  }

  /**
   * What an answer has at a JSON Pointer (RFC 6901), as text, or null. A path of REST Assured's is
   * a Groovy script that is compiled anew each time: too dear for what is asked often.
   */
  public static String at(ValidatableResponse answer, String pointer) {
    return json(answer.extract().asString()).at(pointer).asText(null);
  }

  /** Text as JSON. */
  public static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A value as JSON text. */
  public static String text(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<JsonNode> list(JsonNode array) {
    List<JsonNode> items = new ArrayList<>();
    array.forEach(items::add);
    return items;
  }
}
