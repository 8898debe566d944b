package io.lethe.statement;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.lethe.Api;
import io.lethe.Runs;
import io.lethe.ServiceClock;
import io.lethe.ServiceDatabase;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.retention.FromAutumn2025;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What was due and done under a policy, month by month. */
@QuarkusTest
@TestProfile(FromAutumn2025.class)
class StatementResourceTest {

  private static final ZoneId MOSCOW = ZoneId.of("Europe/Moscow");
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final StatementService statements;
  private final String policy = "stated-" + UUID.randomUUID().toString().substring(0, 8);

  @Inject
  StatementResourceTest(StatementService statements) {
    this.statements = statements;
  }

  private void activated() {
    Api.send(
            Role.PRIVACY_OFFICER,
            "/policies",
            "application/yaml",
            """
            policy: %s
            title: Privacy policy of a shop
            operator: {name: Shop LLC, address: "1 Sample Street, Moscow"}
            zone: Europe/Moscow
            law: [ru-152-fz]
            purposes:
              orders: {grounds: [contract]}
            categories:
              buyer:
                subjects: [user]
                purposes: [orders]
                fields:
                  note: {type: text, on-receipt: encrypt}
                retention:
                  - {from: collected, keep: P30D, within: P1D, then: destroy}
            requests:
              information: {due: P10BD}
            """
                .formatted(policy))
        .statusCode(201);
    Api.post(Role.PRIVACY_OFFICER, "/policies/" + policy + "/versions/1/activate").statusCode(200);
  }

  private void record(String subject, Instant collected) {
    Map<String, Object> record = new HashMap<>();
    record.put("policy", policy);
    record.put("category", "buyer");
    record.put("subject", subject);
    record.put("collectedAt", collected.toString());
    record.put("fields", Map.of("note", "of " + subject));
    Api.record(record);
  }

  private static void moveTo(Instant now) {
    given()
        .contentType(ContentType.JSON)
        .body(Map.of("now", now.toString()))
        .put("/dev/clock")
        .then()
        .statusCode(200);
  }

  private void look() {
    statements.once().await().atMost(LONGEST);
  }

  private JsonPath list(String more) {
    return Api.get(Role.AUDITOR, "/statements?policy=" + policy + more)
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  @Test
  void monthHasOneStatementOfWhatWasDueDoneAndLeft() throws Exception {
    // Given a month with two records destroyed, one held, a request and an incident
    activated();
    Instant now = ServiceClock.now();
    YearMonth month = YearMonth.from(now.atZone(MOSCOW));
    for (String subject : List.of("anna", "boris", "vera")) {
      record(subject, now.minus(Duration.ofDays(60)));
    }
    Api.post(
            Role.PRIVACY_OFFICER,
            "/holds",
            Map.of("policy", policy, "subject", "vera", "authority", "court", "reason", "A40-1"))
        .statusCode(201);
    Api.post(
            Role.PRIVACY_OFFICER,
            "/requests",
            Map.of("policy", policy, "subject", "vera", "type", "information", "channel", "email"))
        .statusCode(201);
    Api.post(
            Role.PRIVACY_OFFICER,
            "/incidents",
            Map.of(
                "policy",
                policy,
                "detectedAt",
                now.toString(),
                "kind",
                "disclosure",
                "categories",
                List.of("buyer")))
        .statusCode(201);
    String act = Runs.complete(Map.of("policy", policy)).path("acts").path(0).asText();

    // When the month has ended, but a moment ago
    Instant end = month.plusMonths(1).atDay(1).atStartOfDay(MOSCOW).toInstant();
    moveTo(end.plus(Duration.ofHours(5)));
    look();

    // Then there is none, and one some hours later, however often it is looked for
    assertThat(list("").getList("items")).isEmpty();
    moveTo(end.plus(Duration.ofHours(7)));
    look();
    look();
    JsonPath listed = list("&month=" + month);
    assertThat(listed.getList("items.month")).containsExactly(month.toString());
    String id = listed.getString("items[0].id");
    String text =
        Api.get(Role.AUDITOR, "/statements/" + id)
            .statusCode(200)
            .body("policy", equalTo(policy))
            .body("until", equalTo(end.toString()))
            .body("categories.category", contains("buyer"))
            .body("categories[0].due", equalTo(3))
            .body("categories[0].destroyed", equalTo(2))
            .body("categories[0].left", equalTo(1))
            .body("categories[0].beyondDeadline", equalTo(1))
            .body("kept.records", contains(1))
            .body("kept.restraint", contains("HOLD"))
            .body("holds.placed", equalTo(1))
            .body("holds.inForce", equalTo(1))
            .body("requests.received", equalTo(1))
            .body("requests.open", hasSize(1))
            .body("incidents.noted", equalTo(1))
            .body("acts.id", contains(act))
            .extract()
            .asString();

    // And the ledger has its hash
    String hash =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    assertThat(listed.getString("items[0].hash")).isEqualTo(hash);
    assertThat(
            ServiceDatabase.value(
                "SELECT count(*) FROM ledger_entry WHERE entry LIKE ?",
                "%" + hash + "%\"statement\":\"" + id + "\"%"))
        .isEqualTo(1L);
  }

  @Test
  void monthsThatAnOutageHasLeftOutAreCaughtUpInTheirOrder() {
    // Given
    activated();
    YearMonth first = YearMonth.from(ServiceClock.now().atZone(MOSCOW));

    // When nobody has looked for more than a year
    moveTo(first.plusMonths(14).atDay(2).atStartOfDay(MOSCOW).toInstant());
    look();

    // Then a year's are written at a look, and the others at the next one
    assertThat(list("").getList("items")).hasSize(12);
    look();
    look();
    List<String> months =
        Stream.iterate(first, month -> month.plusMonths(1))
            .limit(14)
            .map(YearMonth::toString)
            .toList();
    assertThat(list("").getList("items.month", String.class))
        .containsExactlyInAnyOrderElementsOf(months);
    JsonPath page = list("&limit=13");
    assertThat(page.getList("items")).hasSize(13);
    assertThat(list("&after=" + page.getString("next")).getList("items")).hasSize(1);
  }

  @Test
  void monthThatIsNoneAndStatementThatIsNoneAreTold() {
    Problems.isProblem(
        Api.get(Role.AUDITOR, "/statements?month=2026-13"), ErrorCode.PARAMETER_INVALID);
    Problems.isProblem(
        Api.get(Role.AUDITOR, "/statements/" + UUID.randomUUID()), ErrorCode.NOT_FOUND);
  }
}
