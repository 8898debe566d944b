package io.lethe.scale;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.Eventually;
import io.lethe.Runs;
import io.lethe.ServiceClock;
import io.lethe.ServiceDatabase;
import io.lethe.access.Role;
import io.lethe.key.Club;
import io.restassured.http.ContentType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * What products, officers and the security team do on one day with one policy: every path of the
 * data plane once, and the jobs that follow.
 */
final class EverydayWork {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Instant LONG_AGO = Instant.parse("2023-03-01T09:00:00Z");
  private static final String POLICY = "everyday";

  /** A category of each kind: destroyed, depersonalized, and dropped with its day. */
  private static final String YAML =
      """
      policy: everyday
      title: Privacy policy of a club
      operator: {name: Club LLC, address: "1 Sample Street, Moscow"}
      zone: Europe/Moscow
      phone-region: RU
      k-at-least: 2
      events: [order-closed]
      purposes:
        club: {grounds: [contract]}
        mailing: {grounds: [consent]}
      recipients:
        courier: {country: RU, purposes: [club], categories: [member]}
      categories:
        member:
          subjects: [user]
          purposes: [club, mailing]
          quasi-identifiers: [city]
          fields:
            name: {type: name, on-receipt: encrypt, on-depersonalize: drop}
            phone: {type: phone, on-receipt: {encrypt: {searchable: true}}, on-depersonalize: drop}
            device: {type: text, on-receipt: {pseudonymize: {domain: device}}, on-depersonalize: drop}
            licence: {type: digits, on-receipt: format-preserving, on-depersonalize: drop}
            city: {type: text, on-receipt: keep, on-depersonalize: keep}
          previous: {keep: %s}
          retention:
            - {from: last-activity, keep: %s, within: P30D, then: depersonalize, clause: "1"}
            - {from: account-deleted, within: P30D, then: depersonalize, clause: "2"}
            - {from: depersonalized, keep: P5Y, then: destroy, clause: "1"}
        order:
          subjects: [user]
          purposes: [club]
          fields:
            note: {type: text, on-receipt: encrypt}
          retention:
            - {from: collected, keep: P1Y, within: P30D, then: destroy, clause: "3"}
        visit:
          subjects: [user]
          purposes: [club]
          fields:
            page: {type: text, on-receipt: keep}
          retention:
            - {from: collected, keep: P30D, then: destroy, clause: "4"}
      """;

  private final List<String> records = new ArrayList<>();

  /** Everything, in the order of a day. */
  void all() {
    activate(YAML.formatted("P10D", "P1Y"));
    receive();
    read();
    rectify();
    events();
    searches();
    restrain();
    decisions();
    requests();
    policies();
    keys();
    sweep();
    runs();
    afterwards();
  }

  private static void activate(String yaml) {
    int version =
        Api.as(Role.PRIVACY_OFFICER, "anna")
            .header("Content-Type", "application/yaml")
            .body(yaml.getBytes(StandardCharsets.UTF_8))
            .post("/policies")
            .then()
            .statusCode(201)
            .extract()
            .path("version");
    String path = "/policies/" + POLICY + "/versions/" + version;
    Api.as(Role.PRIVACY_OFFICER, "anna").post(path + "/impact").then().statusCode(200);
    Api.as(Role.PRIVACY_OFFICER, "boris").post(path + "/approve");
    Api.as(Role.PRIVACY_OFFICER, "anna").post(path + "/activate").then().statusCode(200);
  }

  private static Map<String, Object> record(
      String category, String subject, Instant collected, Map<String, ?> fields) {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("policy", POLICY);
    record.put("category", category);
    record.put("subject", subject);
    record.put("collectedAt", collected.toString());
    record.put("fields", fields);
    return record;
  }

  private static Map<String, Object> member(int i, Instant collected) {
    return record(
        "member",
        "person-" + i,
        collected,
        Map.of(
            "name",
            "Anna Nr " + i,
            "phone",
            Club.phone(i),
            "device",
            "device-" + i,
            "licence",
            Club.licence(i),
            "city",
            i % 2 == 0 ? "Омск" : "Тула"));
  }

  private void receive() {
    List<Map<String, Object>> members =
        IntStream.range(0, 40)
            .mapToObj(i -> member(i, i < 30 ? LONG_AGO : ServiceClock.now()))
            .toList();
    Api.items(Role.PRODUCT, "/records", members)
        .forEach(item -> records.add(item.get("id").asText()));
    String lines =
        IntStream.range(0, 40)
            .mapToObj(i -> record("order", "person-" + i, LONG_AGO, Map.of("note", "note " + i)))
            .map(Api::text)
            .reduce("", (all, line) -> all + line + "\n");
    Api.lines(Role.PRODUCT, "/records", lines);
    Instant visited = ServiceClock.now().minus(Duration.ofDays(20));
    Api.items(
        Role.PRODUCT,
        "/records",
        IntStream.range(0, 20)
            .mapToObj(i -> record("visit", "visitor-" + i, visited, Map.of("page", "/" + i)))
            .toList());
    Api.items(Role.PRODUCT, "/transform", member(99, ServiceClock.now()));
  }

  private void read() {
    for (String id : records.subList(0, 7)) {
      Api.get(Role.PRODUCT, "/records/" + id).statusCode(200);
      Api.get(Role.PRODUCT, "/records/" + id + "/explanation").statusCode(200);
    }
    Api.get(Role.PRODUCT, "/records?policy=everyday&category=member&limit=5").statusCode(200);
    Api.get(Role.PRODUCT, "/records?policy=everyday&subjectKey=" + person(1)).statusCode(200);
    Api.get(Role.PRIVACY_OFFICER, "/subjects/" + person(1) + "/export").statusCode(200);
    Api.post(
            Role.REIDENTIFIER,
            "/reidentifications",
            Map.of(
                "policy", POLICY,
                "category", "member",
                "records", records.subList(0, 2),
                "fields", List.of("name"),
                "purpose", "club",
                "reason", "a call",
                "caseNumber", "1"))
        .statusCode(200);
  }

  private void rectify() {
    rectify(records.get(2), Map.of("phone", Club.phone(77), "city", "Тверь"));
    rectify(records.get(3), Map.of("name", "Ольга"));
    rectify(records.get(31), Map.of("city", "Псков"));
  }

  private static void rectify(String record, Map<String, ?> fields) {
    Api.as(Role.PRODUCT)
        .contentType(ContentType.JSON)
        .body(Map.of("fields", fields))
        .patch("/records/" + record)
        .then()
        .statusCode(200);
  }

  private static void events() {
    for (int i = 0; i < 30; i++) {
      Api.event(POLICY, "person-" + i, "last-activity", LONG_AGO.toString());
    }
    Api.event(POLICY, "person-35", "last-activity", ServiceClock.now().toString());
    Api.event(POLICY, "person-36", "account-deleted", ServiceClock.now().toString());
    Api.event(POLICY, "visitor-1", "last-activity", ServiceClock.now().toString());
    Map<String, Object> withdrawn = new HashMap<>();
    withdrawn.put("policy", POLICY);
    withdrawn.put("subject", "person-37");
    withdrawn.put("type", "consent-withdrawn");
    withdrawn.put("purpose", "mailing");
    withdrawn.put("at", ServiceClock.now().toString());
    Api.items(Role.PRODUCT, "/events", withdrawn);
    early();
  }

  /** An event that comes before its person, as from senders whose queues drain in any order. */
  private static void early() {
    Map<String, Object> deleted = new HashMap<>();
    deleted.put("policy", POLICY);
    deleted.put("subject", "newcomer");
    deleted.put("type", "account-deleted");
    deleted.put("at", ServiceClock.now().toString());
    deleted.put("idempotencyKey", UUID.randomUUID().toString());
    Api.items(Role.PRODUCT, "/events", deleted);
    Map<String, Object> first = record("order", "newcomer", LONG_AGO, Map.of("note", "first"));
    first.put("idempotencyKey", UUID.randomUUID().toString());
    Api.items(Role.PRODUCT, "/records", first);
  }

  private static String person(int i) {
    return Api.post(
            Role.PRIVACY_OFFICER,
            "/subjects/search",
            Map.of("policy", POLICY, "subject", "person-" + i))
        .statusCode(200)
        .extract()
        .path("items[0].key");
  }

  private static void searches() {
    Api.post(
            Role.PRIVACY_OFFICER,
            "/subjects/search",
            Map.of("policy", POLICY, "field", "phone", "value", Club.phone(5)))
        .statusCode(200);
    Map<String, Object> device = new HashMap<>();
    device.put("policy", POLICY);
    device.put("category", "member");
    device.put("field", "device");
    device.put("values", List.of("device-1"));
    Api.post(Role.PRODUCT, "/pseudonyms/compute", device).statusCode(200);
  }

  private void restrain() {
    release("holds", Map.of("policy", POLICY, "subject", "person-4"));
    release("holds", Map.of("policy", POLICY, "category", "order"));
    release("holds", Map.of("policy", POLICY, "records", records.subList(5, 8)));
    release("blocks", Map.of("policy", POLICY, "subject", "person-8"));
    place("holds", Map.of("policy", POLICY, "subject", "person-9"));
    place("holds", Map.of("policy", POLICY, "records", records.subList(10, 12)));
    place("blocks", Map.of("policy", POLICY, "subject", "person-12"));
    Api.get(Role.PRIVACY_OFFICER, "/records/" + records.get(10) + "/explanation");
    rectify(records.get(9), Map.of("city", "Псков"));
  }

  private static String place(String kind, Map<String, Object> over) {
    Map<String, Object> body = new HashMap<>(over);
    body.put("authority", "court, order 1/26");
    body.put("reason", "pending litigation");
    return Api.post(Role.PRIVACY_OFFICER, "/" + kind, body).statusCode(201).extract().path("id");
  }

  private static void release(String kind, Map<String, Object> over) {
    Api.post(Role.PRIVACY_OFFICER, "/" + kind + "/" + place(kind, over) + "/release")
        .statusCode(200);
  }

  private static void decisions() {
    Map<String, Object> question = new HashMap<>();
    question.put("policy", POLICY);
    question.put("category", "member");
    question.put("subject", "person-33");
    question.put("action", "use");
    question.put("purpose", "club");
    Api.post(Role.PRODUCT, "/decisions", question).statusCode(200);
    question.put("action", "provide");
    question.put("recipient", "courier");
    Api.post(Role.PRODUCT, "/decisions", question).statusCode(200);
    Api.get(Role.PRIVACY_OFFICER, "/subjects/" + person(33) + "/disclosures").statusCode(200);
  }

  private static void requests() {
    for (String type : List.of("access", "stop-processing", "destroy")) {
      Map<String, Object> request = new HashMap<>();
      request.put("policy", POLICY);
      request.put("subject", "person-38");
      request.put("type", type);
      request.put("channel", "email");
      request.put("contains", List.of("name", "contact", "identity-document", "signature"));
      String path =
          "/requests/"
              + Api.post(Role.PRIVACY_OFFICER, "/requests", request)
                  .statusCode(201)
                  .extract()
                  .<String>path("id");
      Api.post(Role.PRIVACY_OFFICER, path + "/decide", Map.of("outcome", "granted"));
      Api.get(Role.PRIVACY_OFFICER, path).statusCode(200);
    }
    Api.get(Role.PRIVACY_OFFICER, "/requests").statusCode(200);
    Map<String, Object> incident = new HashMap<>();
    incident.put("policy", POLICY);
    incident.put("detectedAt", ServiceClock.now().toString());
    incident.put("kind", "disclosure");
    incident.put("categories", List.of("order"));
    Api.post(Role.PRIVACY_OFFICER, "/incidents", incident).statusCode(201);
    for (String subject : List.of("person-39", "stranger")) {
      Map<String, Object> ban = new HashMap<>();
      ban.put("policy", POLICY);
      ban.put("subject", subject);
      ban.put("authority", "guardian, request 17/2026");
      ban.put("reason", "under age");
      Api.post(Role.PRIVACY_OFFICER, "/subjects/bans", ban).statusCode(201);
      Api.post(Role.PRIVACY_OFFICER, "/subjects/bans/lift", ban).statusCode(200);
    }
  }

  /** A version with a shorter term: due dates are worked out anew by a job. */
  private static void policies() {
    activate(YAML.formatted("P9D", "P11M"));
    await("SELECT count(*) FROM policy_recompute WHERE state <> 'COMPLETED'", 0);
  }

  private static void keys() {
    for (String purpose : List.of("subject", "index", "pseudonym", "format", "data")) {
      String ring = "/keys/" + POLICY + "-" + purpose;
      Club.done(Club.as(Club.FIRST, ring + "/rotate", Map.of()));
      Club.done(Club.as(Club.FIRST, ring + "/rewrap", Map.of()));
      if (!purpose.equals("format")) {
        String destroy = ring + "/versions/1/destroy";
        Map<String, ?> confirmed = Map.of("productTokensUpgraded", true);
        Club.as(Club.FIRST, destroy, confirmed);
        Club.done(Club.as(Club.SECOND, destroy, confirmed));
      }
    }
    Api.get(Role.SECURITY, "/keys").statusCode(200);
    Api.items(Role.PRODUCT, "/records", member(50, ServiceClock.now()));
  }

  private static void sweep() {
    ServiceDatabase.execute("UPDATE retention_sweep SET finished_at = NULL");
    await("SELECT count(finished_at) FROM retention_sweep", 1);
  }

  private void runs() {
    // Its record is claimed, and found not to be due.
    Api.event(POLICY, "person-20", "last-activity", ServiceClock.now().toString());
    Runs.complete(Map.of("dryRun", true));
    Runs.complete(Map.of("policy", POLICY));
    given()
        .contentType(ContentType.JSON)
        .body(Map.of("now", ServiceClock.now().plus(Duration.ofDays(45)).toString()))
        .put("/dev/clock");
    Runs.complete(Map.of());
  }

  private void afterwards() {
    for (String id : records.subList(0, 3)) {
      Api.get(Role.PRODUCT, "/records/" + id);
    }
    // Sent again: from before its person was destroyed.
    Api.items(Role.PRODUCT, "/records", member(0, LONG_AGO));
    Api.items(Role.PRODUCT, "/records", member(1, ServiceClock.now()));
    Api.get(Role.PRIVACY_OFFICER, "/retention/forecast").statusCode(200);
    Api.get(Role.RESEARCHER, "/depersonalized?policy=everyday&category=member").statusCode(200);
    for (JsonNode act :
        Api.json(Api.get(Role.AUDITOR, "/acts").statusCode(200).extract().asString())
            .path("items")) {
      String path = "/acts/" + act.path("id").asText();
      Api.get(Role.AUDITOR, path + "/event-log").statusCode(200);
      Api.get(Role.AUDITOR, path + "/status").statusCode(200);
    }
    for (JsonNode task :
        Api.json(Api.get(Role.PRIVACY_OFFICER, "/tasks").statusCode(200).extract().asString())
            .path("items")) {
      Api.get(Role.PRIVACY_OFFICER, "/tasks/" + task.path("id").asText() + "/records");
    }
    given().get("/q/metrics").then().statusCode(200);
  }

  private static void await(String count, long expected) {
    Eventually.get(
        count, PATIENCE, () -> (Long) ServiceDatabase.value(count), number -> number == expected);
  }
}
