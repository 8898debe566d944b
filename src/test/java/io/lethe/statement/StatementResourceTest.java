package io.lethe.statement;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.lethe.Api;
import io.lethe.ConsoleLog;
import io.lethe.Runs;
import io.lethe.ServiceClock;
import io.lethe.ServiceDatabase;
import io.lethe.access.Role;
import io.lethe.document.Accepted;
import io.lethe.document.PdfText;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.retention.FromAutumn2025;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
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
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final StatementService statements;
  private final String policy = "stated-" + UUID.randomUUID().toString().substring(0, 8);

  @Inject
  StatementResourceTest(StatementService statements) {
    this.statements = statements;
  }

  private void activated() {
    activated(policy);
  }

  private static void activated(String policy) {
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
    return list(policy, more);
  }

  private static JsonPath list(String policy, String more) {
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

    // And a run that was cancelled, which has looked at nothing
    ServiceDatabase.execute(
        "INSERT INTO retention_run (id, state, requested_by, scheduled, dry_run, created_at,"
            + " finished_at) SELECT gen_random_uuid(), 'CANCELLED', 'test', false, false,"
            + " max(finished_at), max(finished_at) + interval '1 second' FROM retention_run");

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
  void letterThatIsNotedAfterTheStatementOfItsMonthIsInTheNextOne() {
    // Given a month with its statement
    activated();
    Instant received = ServiceClock.now();
    YearMonth month = YearMonth.from(received.atZone(MOSCOW));
    record("late", received.minus(Duration.ofDays(60)));
    moveTo(month.plusMonths(1).atDay(2).atStartOfDay(MOSCOW).toInstant());
    look();

    // When
    Map<String, Object> letter = new HashMap<>();
    letter.put("policy", policy);
    letter.put("subject", "late");
    letter.put("type", "information");
    letter.put("channel", "post");
    letter.put("receivedAt", received.toString());
    Api.post(Role.PRIVACY_OFFICER, "/requests", letter).statusCode(201);
    moveTo(month.plusMonths(2).atDay(2).atStartOfDay(MOSCOW).toInstant());
    look();

    // Then
    String id = list("&month=" + month.plusMonths(1)).getString("items[0].id");
    Api.get(Role.AUDITOR, "/statements/" + id).body("requests.received", equalTo(1));
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
  void policyThatFailsKeepsNoOtherFromItsStatement() {
    // Given two policies, of which the first one's statements cannot be stored
    String failing = "stated-0-" + policy;
    String other = "stated-1-" + policy;
    activated(failing);
    activated(other);
    moveTo(
        YearMonth.from(ServiceClock.now().atZone(MOSCOW))
            .plusMonths(1)
            .atDay(2)
            .atStartOfDay(MOSCOW)
            .toInstant());
    ServiceDatabase.execute(
        """
        CREATE FUNCTION refuse_statement() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'marker-5d2'; END $$
        """);
    ServiceDatabase.execute(
        """
        CREATE TRIGGER refuse_statement BEFORE INSERT ON statement FOR EACH ROW
        WHEN (NEW.policy = '%s') EXECUTE FUNCTION refuse_statement()
        """
            .formatted(failing));

    // When
    String log;
    try (ConsoleLog console = ConsoleLog.take()) {
      look();
      log = console.text();
    } finally {
      ServiceDatabase.execute("DROP FUNCTION refuse_statement CASCADE");
    }

    // Then the second one has its own, and the log says which has none, but nothing of a row
    assertThat(list(failing, "").getList("items")).isEmpty();
    assertThat(list(other, "").getList("items")).hasSize(1);
    assertThat(log).contains("a statement of " + failing + " is not written");
    assertThat(log).doesNotContain("a statement of " + other, "marker-5d2");

    // And the next look makes up for it
    look();
    assertThat(list(failing, "").getList("items")).hasSize(1);
    assertThat(list(other, "").getList("items")).hasSize(1);
  }

  @Test
  void statementIsADocumentInTheLanguageThatIsAskedFor() throws IOException {
    // Given a statement with a request that is open
    activated();
    Instant now = ServiceClock.now();
    YearMonth month = YearMonth.from(now.atZone(MOSCOW));
    record("marker-7c1", now.minus(Duration.ofDays(60)));
    String request =
        Api.post(
                Role.PRIVACY_OFFICER,
                "/requests",
                Map.of(
                    "policy", policy,
                    "subject", "marker-7c1",
                    "type", "information",
                    "channel", "email"))
            .statusCode(201)
            .extract()
            .path("id");
    moveTo(month.plusMonths(1).atDay(2).atStartOfDay(MOSCOW).toInstant());
    look();
    String id = list("").getString("items[0].id");
    String hash = list("").getString("items[0].hash");
    String path = "/statements/" + id;

    // When
    ValidatableResponse russian = document(Role.AUDITOR, path, "ru");
    ValidatableResponse english = document(Role.PRIVACY_OFFICER, path, "ru;q=0.5, en");
    ValidatableResponse any = Api.as(Role.AUDITOR).accept("*/*").get(path).then();

    // Then
    for (ValidatableResponse document : List.of(russian, english)) {
      document
          .statusCode(200)
          .contentType(Accepted.PDF)
          .header("Content-Disposition", "inline; filename=\"statement-" + id + ".pdf\"");
    }
    russian.header("Content-Language", "ru");
    english.header("Content-Language", "en");
    assertThat(PdfText.of(russian.extract().asByteArray()))
        .contains("Ежемесячный отчёт", id, hash, policy)
        .contains(request, "Сведения об обработке и копия данных")
        .contains("фамилия, имя, отчество")
        .doesNotContain("marker-7c1");
    assertThat(PdfText.of(english.extract().asByteArray()))
        .contains("Monthly statement", id, hash, policy, request, "ACCESS", "full name");
    any.statusCode(200).contentType(ContentType.JSON).body("id", equalTo(id));
  }

  private static ValidatableResponse document(Role role, String path, String languages) {
    return Api.as(role).accept(Accepted.PDF).header("Accept-Language", languages).get(path).then();
  }

  @Test
  void documentIsRefusedAsJsonIs() {
    // Given
    activated();
    moveTo(
        YearMonth.from(ServiceClock.now().atZone(MOSCOW))
            .plusMonths(1)
            .atDay(2)
            .atStartOfDay(MOSCOW)
            .toInstant());
    look();
    String path = "/statements/" + list("").getString("items[0].id");

    // Then neither is for other roles, and no other type is there
    for (String type : List.of(Accepted.PDF, "application/json")) {
      Problems.isProblem(Api.as(Role.PRODUCT).accept(type).get(path).then(), ErrorCode.FORBIDDEN);
      Problems.isProblem(
          Api.as(Role.AUDITOR).accept(type).get("/statements/" + UUID.randomUUID()).then(),
          ErrorCode.NOT_FOUND);
    }
    Problems.isProblem(
        Api.as(Role.AUDITOR).accept("text/html").get(path).then(), ErrorCode.NOT_ACCEPTABLE);
  }

  @Test
  void monthThatIsNoneAndStatementThatIsNoneAreTold() {
    Problems.isProblem(
        Api.get(Role.AUDITOR, "/statements?month=2026-13"), ErrorCode.PARAMETER_INVALID);
    Problems.isProblem(
        Api.get(Role.AUDITOR, "/statements/" + UUID.randomUUID()), ErrorCode.NOT_FOUND);
  }
}
