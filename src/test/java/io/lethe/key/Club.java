package io.lethe.key;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.Await;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A policy whose records use every ring, and its keys as two persons of security see them. */
public final class Club {

  public static final String FIRST = "security-1";
  public static final String SECOND = "security-2";

  private final String policy;

  private Club(String policy) {
    this.policy = policy;
  }

  /** The document of a policy of this name. */
  public static String yaml(String policy) {
    return """
        policy: %s
        title: Club
        operator: {name: Club LLC, address: "1 Sample Street, Moscow"}
        zone: Europe/Moscow
        phone-region: RU
        purposes:
          club: {grounds: [contract]}
        categories:
          member:
            subjects: [user]
            purposes: [club]
            fields:
              name: {type: name, on-receipt: encrypt}
              phone: {type: phone, on-receipt: {encrypt: {searchable: true}}}
              device: {type: text, on-receipt: {pseudonymize: {domain: device}}}
              licence: {type: digits, on-receipt: format-preserving}
              city: {type: text, on-receipt: keep}
            retention:
              - {from: collected, keep: P1Y, then: destroy, clause: "1"}
          visit:
            subjects: [user]
            purposes: [club]
            fields:
              device: {type: text, on-receipt: {pseudonymize: {domain: device}}}
              badge: {type: text, on-receipt: {pseudonymize: {domain: badge}}}
            retention:
              - {from: collected, keep: P1Y, then: destroy, clause: "2"}
        """
        .formatted(policy);
  }

  /** Stores and activates it. */
  public static Club open(String policy) {
    Api.send(Role.PRIVACY_OFFICER, "/policies", "application/yaml", yaml(policy)).statusCode(201);
    Api.post(Role.PRIVACY_OFFICER, "/policies/" + policy + "/versions/1/activate").statusCode(200);
    return new Club(policy);
  }

  public String policy() {
    return policy;
  }

  public String ring(String purpose) {
    return policy + "-" + purpose;
  }

  /** Receives a member, who has a phone and a device of his own. */
  public String member(int i) {
    return Api.record(
        policy,
        "member",
        "member-" + i,
        Map.of(
            "name",
            "Anna Nr " + i,
            "phone",
            phone(i),
            "device",
            "device-" + i,
            "licence",
            licence(i),
            "city",
            "Omsk"));
  }

  /** Receives a visit of a member, with the same device. */
  public String visit(int i) {
    return Api.record(
        policy, "visit", "member-" + i, Map.of("device", "device-" + i, "badge", "device-" + i));
  }

  public static String licence(int i) {
    return "77%08d".formatted(i);
  }

  public static String phone(int i) {
    return "+7916%07d".formatted(i);
  }

  /** Subjects found by a member's phone. */
  public List<String> byPhone(int i) {
    return search(Map.of("policy", policy, "field", "phone", "value", phone(i)));
  }

  /** Subjects found by a member's reference. */
  public List<String> byReference(int i) {
    return search(Map.of("policy", policy, "subject", "member-" + i));
  }

  private static List<String> search(Map<String, ?> query) {
    return Api.post(Role.PRODUCT, "/subjects/search", query)
        .statusCode(200)
        .extract()
        .path("items.key");
  }

  /** A field of a record's protected view. */
  public static String view(String id, String field) {
    return Api.get(Role.PRODUCT, "/records/" + id)
        .statusCode(200)
        .extract()
        .path("fields." + field);
  }

  /** The tokens of a device under every live version. */
  public List<String> tokens(int i) {
    return Api.post(
            Role.PRODUCT,
            "/pseudonyms/compute",
            Map.of(
                "policy",
                policy,
                "category",
                "member",
                "field",
                "device",
                "values",
                List.of("device-" + i)))
        .statusCode(200)
        .extract()
        .path("items[0].tokens");
  }

  /** The newest of tokens of devices. */
  public List<String> upgraded(List<String> tokens) {
    return Api.post(
            Role.PRODUCT,
            "/pseudonyms/upgrade",
            Map.of("policy", policy, "category", "visit", "field", "device", "tokens", tokens))
        .statusCode(200)
        .extract()
        .path("items.token");
  }

  /** What a version of a ring is, and its uses. */
  public JsonNode version(String purpose, int version) {
    JsonNode rings = Api.json(Api.get(Role.SECURITY, "/keys").statusCode(200).extract().asString());
    for (JsonNode ring : rings.get("items")) {
      if (ring.get("ring").asText().equals(ring(purpose))) {
        for (JsonNode found : ring.get("versions")) {
          if (found.get("version").asInt() == version) {
            return found;
          }
        }
      }
    }
    throw new AssertionError(rings);
  }

  /** Orders something of a ring. */
  public ValidatableResponse order(String purpose, String what, Map<String, ?> body) {
    return as(FIRST, "/keys/" + ring(purpose) + what, body);
  }

  /** Asks as a person. */
  public static ValidatableResponse as(String person, String path, Map<String, ?> body) {
    return Api.as(Role.SECURITY, person).contentType(ContentType.JSON).body(body).post(path).then();
  }

  /** Rotates a ring and waits until the next version writes. */
  public JsonNode rotate(String purpose) {
    return done(order(purpose, "/rotate", Map.of()));
  }

  /** Moves everything that is under a ring. */
  public JsonNode rewrap(String purpose) {
    return done(order(purpose, "/rewrap", Map.of()));
  }

  /** Destroys a version by two persons. */
  public JsonNode destroy(String purpose, int version) {
    String path = "/versions/" + version + "/destroy";
    Map<String, ?> body = Map.of("productTokensUpgraded", true);
    order(purpose, path, body).statusCode(202);
    return done(as(SECOND, "/keys/" + ring(purpose) + path, body));
  }

  /** Waits for the job of an answer to be COMPLETED. */
  public static JsonNode done(ValidatableResponse asked) {
    return ended(asked, "COMPLETED");
  }

  /** Waits for the job of an answer to end so. */
  public static JsonNode ended(ValidatableResponse asked, String state) {
    String id = Api.at(asked.statusCode(202), "/id");
    JsonNode ended =
        Await.until(
            () -> job(id), job -> List.of("COMPLETED", "FAILED", "CANCELLED").contains(state(job)));
    if (!state(ended).equals(state)) {
      throw new AssertionError(ended);
    }
    return ended;
  }

  /** A job as it stands. */
  public static JsonNode job(String id) {
    return Api.json(Api.get(Role.SECURITY, "/jobs/" + id).statusCode(200).extract().asString());
  }

  public static String state(JsonNode job) {
    return job.get("state").asText();
  }

  /** Originals of members' names, opened by a person who may. */
  public List<String> names(List<String> records) {
    return open(records, "name").statusCode(200).extract().path("items.fields.name");
  }

  /** Opens a field of members' records. */
  public ValidatableResponse open(List<String> records, String field) {
    return Api.post(
        Role.REIDENTIFIER, "/reidentifications", reidentification(policy, records, List.of(field)));
  }

  /** The body that asks for fields of members' records. */
  static Map<String, ?> reidentification(String policy, List<String> records, List<String> fields) {
    return Map.of(
        "policy",
        policy,
        "category",
        "member",
        "purpose",
        "club",
        "reason",
        "a test",
        "records",
        records,
        "fields",
        fields);
  }

  /** Members 0 to n-1, and a visit of each. */
  public List<String> members(int n) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      ids.add(member(i));
      visit(i);
    }
    return ids;
  }

  /** The answer is this problem. */
  static void refuses(ValidatableResponse response, ErrorCode code) {
    Problems.isProblem(response, code);
  }
}
