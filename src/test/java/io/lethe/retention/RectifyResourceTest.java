package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.Await;
import io.lethe.Beside;
import io.lethe.Clause;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Rectification, and what becomes of the old value. */
@QuarkusTest
@TestProfile(RectifyResourceTest.OfItsOwn.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RectifyResourceTest {

  private static final LetheClient LETHE = new LetheClient();
  private static final String OLD = "+79161234567";
  private static final String NEW = "+79167654321";

  private final Shop shop = Shop.fresh();

  /** The service on 2026-03-10 in Moscow. */
  public static final class OfItsOwn implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "lethe.clock.start", "2026-03-10T09:00:00Z", "lethe.scheduler.enabled", "false");
    }
  }

  private static Instant moscow(String time) {
    return LocalDateTime.parse(time).atZone(ZoneId.of("Europe/Moscow")).toInstant();
  }

  private static ValidatableResponse patch(UUID id, Map<String, ?> fields) {
    return LETHE
        .as(Role.PRODUCT)
        .body(Api.text(Map.of("fields", fields)))
        .patch("/api/v1/records/{id}", id)
        .then();
  }

  private static List<String> found(String policy, String field, String value) {
    return Api.post(
            Role.PRODUCT,
            "/subjects/search",
            Map.of("policy", policy, "field", field, "value", value))
        .statusCode(200)
        .extract()
        .path("items.key");
  }

  private static JsonNode original(UUID id, String policy, String category, String... fields) {
    Map<String, Object> body = new HashMap<>();
    body.put("policy", policy);
    body.put("category", category);
    body.put("records", List.of(id));
    body.put("fields", List.of(fields));
    body.put("purpose", policy.equals("racurs") ? "contract" : "orders");
    body.put("reason", "a call of the person");
    return Api.items(Role.REIDENTIFIER, "/reidentifications", body).get(0).path("fields");
  }

  /** A category with a field of each kind, which keeps replaced values as it is told. */
  private void open(String previous) {
    shop.saved(
        "anna",
        """
        policy: %s
        title: Privacy policy of a shop
        operator: {name: Shop LLC, address: "1 Sample Street, Moscow"}
        zone: Europe/Moscow
        phone-region: RU
        purposes:
          orders: {grounds: [contract]}
        categories:
          buyer:
            subjects: [user]
            purposes: [orders]
            fields:
              city: {type: text, on-receipt: keep}
              height: {type: number, on-receipt: keep}
              phone: {type: phone, on-receipt: {encrypt: {searchable: true}}}
              note: {type: text, on-receipt: encrypt, refuse: [card-number]}
              device: {type: text, on-receipt: {pseudonymize: {domain: device}}}
              other_device: {type: text, on-receipt: {pseudonymize: {domain: device}}}
              licence: {type: digits, on-receipt: {format-preserving: {alphabet: digits}}}
              pin: {type: digits, on-receipt: reject}
            retention:
              - {from: account-deleted, then: destroy}
            %s
        """
            .formatted(shop.policy(), previous));
    shop.post("anna", 1, "activate").statusCode(200);
  }

  private UUID buyer(String subject, Map<String, ?> fields) {
    Map<String, Object> record = shop.record(subject, "");
    record.put("fields", fields);
    return LETHE.accepted(record);
  }

  private static long count(String sql, Object... arguments) throws Exception {
    try (Tables tables = Tables.connect()) {
      return tables.number(sql, arguments);
    }
  }

  private static long kept(UUID record) throws Exception {
    return count("SELECT count(*) FROM record_previous WHERE record_id = ?", record);
  }

  @Test
  @Order(1)
  @Clause({"racurs-8.6", "racurs-8.8"})
  void racursOldPhoneIsGoneAtOnceOrWithinSixMonthsWhereAHoldKeepsIt() throws Exception {
    // Given two users on 2026-03-10, one of them under a hold
    UUID free = racurs("racurs-free");
    UUID held = racurs("racurs-held");
    String hold =
        LETHE
            .place("holds", Map.of("policy", "racurs", "subject", "racurs-held"))
            .statusCode(201)
            .extract()
            .path("id");
    assertThat(found("racurs", "phone_number", OLD)).hasSize(2);

    // When both edit their phone
    patch(free, Map.of("phone_number", NEW)).statusCode(200);
    patch(held, Map.of("phone_number", NEW)).statusCode(200);

    // Then nobody is found by the old one, and only what is held is left of it
    assertThat(found("racurs", "phone_number", OLD)).isEmpty();
    assertThat(found("racurs", "phone_number", NEW)).hasSize(2);
    assertThat(original(free, "racurs", "user_account", "phone_number", "full_name"))
        .isEqualTo(Api.json("{\"phone_number\":\"" + NEW + "\",\"full_name\":\"Анна Иванова\"}"));
    assertThat(kept(free)).isZero();
    JsonPath explained = LETHE.explanation(held);
    assertThat(explained.getList("previous[0].fields")).isEqualTo(List.of("phone_number"));
    assertThat(explained.getString("previous[0].deadline")).isEqualTo("2026-09-10");
    assertThat(Instant.parse(explained.getString("previous[0].dueAt")))
        .isBetween(moscow("2026-03-10T12:00"), moscow("2026-03-10T13:00"));

    // And a run destroys it when the hold has ended, not before
    assertThat(run("racurs", true).getInt("destroyed")).isZero();
    assertThat(run("racurs", false).getInt("destroyed")).isZero();
    LETHE.release("holds", hold);
    assertThat(run("racurs", true).getInt("destroyed")).isEqualTo(1);
    JsonPath run = run("racurs", false);
    assertThat(run.getInt("destroyed")).isEqualTo(1);
    assertThat(kept(held)).isZero();
    assertThat(LETHE.state(held)).isIn("ACTIVE", "WAITING_FOR_EVENT");
    Api.get(Role.AUDITOR, "/acts/" + run.getString("acts[0]"))
        .statusCode(200)
        .body("destruction.reason", hasItem("from value-replaced"))
        .body("destruction.clause", hasItem("8.8"));
  }

  private static UUID racurs(String subject) {
    return LETHE.accepted(
        Samples.record(
            "racurs",
            "user_account",
            subject,
            moscow("2026-03-01T12:00"),
            Map.of("phone_number", OLD, "full_name", "Анна Иванова", "company_name", "RACURS")));
  }

  private static JsonPath run(String policy, boolean dry) {
    return LETHE.run(Map.of("policy", policy, "dryRun", dry));
  }

  @Test
  @Order(2)
  @Clause("sens-4.1.4")
  void sensUserEditsAndDeletesOwnData() {
    // Given
    UUID id = LETHE.accepted(Samples.sens("sens-self", moscow("2026-03-01T12:00")));
    LETHE.event("sens", "sens-self", "last-activity", moscow("2026-03-10T11:00"));

    // When the product sends what the user has changed, and then that the account was deleted
    patch(id, Map.of("city", "Пермь", "phone_number", "8 916 765-43-21"))
        .statusCode(200)
        .body("fields.city", equalTo("Пермь"))
        .body("fields.phone_number.encrypted", equalTo(true))
        .body("fields.gender", equalTo("f"));
    assertThat(found("sens", "phone_number", NEW)).hasSize(1);
    LETHE.event("sens", "sens-self", "account-deleted", moscow("2026-03-10T11:30"));

    // Then it is due at once, and goes within thirty days
    JsonPath explained = LETHE.explanation(id);
    assertThat(explained.getString("dueAt")).isEqualTo(moscow("2026-03-10T11:30").toString());
    assertThat(explained.getString("deadline")).isEqualTo("2026-04-09");
    run("sens", false);
    assertThat(LETHE.state(id)).isEqualTo("RECORD_DEPERSONALIZED");
    Problems.isProblem(patch(id, Map.of("city", "Пермь")), ErrorCode.RECORD_DEPERSONALIZED);
  }

  @Test
  @Order(3)
  void everyKindOfFieldIsReplacedAndTheOthersStay() {
    // Given
    open("");
    Map<String, String> fields =
        Map.of(
            "city", "Тула",
            "phone", OLD,
            "note", "before",
            "device", "d-1",
            "other_device", "d-2",
            "licence", "12345678");
    UUID id = buyer("kinds", fields);
    UUID like = buyer("like", Map.of("device", "d-9", "licence", "87654321"));
    JsonPath was = LETHE.record(id).extract().jsonPath();

    // When
    JsonPath is =
        patch(id, Map.of("phone", NEW, "device", "d-9", "licence", "87654321"))
            .statusCode(200)
            .extract()
            .jsonPath();

    // Then what changed is as if it had been received, and nothing else did
    JsonPath other = LETHE.record(like).extract().jsonPath();
    assertThat(is.getString("fields.device")).isEqualTo(other.getString("fields.device"));
    assertThat(is.getString("fields.licence")).isEqualTo(other.getString("fields.licence"));
    assertThat(is.getString("fields.other_device")).isEqualTo(was.getString("fields.other_device"));
    assertThat(is.getString("fields.city")).isEqualTo("Тула");
    assertThat(is.getString("collectedAt")).isEqualTo(was.getString("collectedAt"));
    assertThat(original(id, shop.policy(), "buyer", "phone", "note", "licence"))
        .isEqualTo(
            Api.json("{\"phone\":\"" + NEW + "\",\"note\":\"before\",\"licence\":\"87654321\"}"));
  }

  @Test
  @Order(4)
  void changeThatIsSentAgainChangesNothing() throws Exception {
    // Given a change of every kind of field
    open("previous: {keep: P1M}");
    UUID id =
        buyer(
            "again",
            Map.of(
                "city", "Тула",
                "phone", OLD,
                "note", "before",
                "device", "d-1",
                "licence", "12345678"));
    Map<String, Object> change = new HashMap<>();
    change.put("city", "Пермь");
    change.put("phone", NEW);
    change.put("device", "d-9");
    change.put("licence", "87654321");
    change.put("note", null);
    patch(id, change).statusCode(200);
    assertThat(kept(id)).isEqualTo(1);

    // When its answer was lost
    patch(id, change).statusCode(200).body("fields.city", equalTo("Пермь"));

    // Then only what differs is a change
    assertThat(kept(id)).isEqualTo(1);
    patch(id, Map.of("city", "Пермь", "phone", OLD)).statusCode(200);
    assertThat(kept(id)).isEqualTo(2);
  }

  @Test
  @Order(4)
  void numberKeepsItsDigits() {
    // Given
    open("");
    UUID id = buyer("number", Map.of("height", 170));
    String height = "\"height\":12345678901234567.89";

    // When
    String answer =
        LETHE
            .as(Role.PRODUCT)
            .body("{\"fields\":{" + height + "}}")
            .patch("/api/v1/records/{id}", id)
            .then()
            .statusCode(200)
            .extract()
            .asString();

    // Then
    assertThat(answer).contains(height);
    assertThat(LETHE.record(id).extract().asString()).contains(height);
  }

  @Test
  @Order(4)
  void nullTakesAFieldAwayAndAFirstSecretGetsAKey() throws Exception {
    // Given one without a secret, and one with nothing else
    open("");
    UUID plain = buyer("plain", Map.of("city", "Тула"));
    UUID secret = buyer("secret", Map.of("note", "before", "phone", OLD));

    // When
    patch(plain, Map.of("note", "first")).statusCode(200);
    Map<String, Object> nothing = new HashMap<>();
    nothing.put("note", null);
    nothing.put("phone", null);
    patch(secret, nothing).statusCode(200).body("fields.size()", equalTo(0));

    // Then
    assertThat(original(plain, shop.policy(), "buyer", "note"))
        .isEqualTo(Api.json("{\"note\":\"first\"}"));
    assertThat(found(shop.policy(), "phone", OLD)).isEmpty();
    assertThat(count("SELECT count(*) FROM record WHERE id = ? AND sealed IS NULL", secret))
        .isEqualTo(1);
    patch(plain, Map.of("phone", NEW)).statusCode(200);
    assertThat(original(plain, shop.policy(), "buyer", "note", "phone"))
        .isEqualTo(Api.json("{\"note\":\"first\",\"phone\":\"" + NEW + "\"}"));
  }

  @Test
  @Order(5)
  @ProducesCode({
    ErrorCode.FIELD_NOT_DECLARED,
    ErrorCode.FIELD_REJECTED,
    ErrorCode.CONTENT_REFUSED,
    ErrorCode.BODY_SHAPE,
    ErrorCode.NOT_FOUND
  })
  void whatReceiptRefusesIsRefusedAndNothingChanges() {
    // Given
    open("");
    UUID id = buyer("refused", Map.of("city", "Тула", "phone", OLD));
    JsonPath was = LETHE.record(id).extract().jsonPath();
    Map<String, Object> away = new HashMap<>();
    away.put("colour", null);

    // Then
    Problems.isProblem(patch(id, Map.of("colour", "red")), ErrorCode.FIELD_NOT_DECLARED)
        .body("violations.path", hasItem("fields.colour"));
    Problems.isProblem(patch(id, away), ErrorCode.FIELD_NOT_DECLARED)
        .body("violations.path", hasItem("fields.colour"));
    Problems.isProblem(patch(id, Map.of("city", "Пермь", "pin", "1234")), ErrorCode.FIELD_REJECTED);
    Problems.isProblem(
        patch(id, Map.of("note", "card 4111 1111 1111 1111")), ErrorCode.CONTENT_REFUSED);
    Problems.isProblem(patch(id, Map.of()), ErrorCode.BODY_SHAPE);
    Problems.isProblem(patch(new UUID(0, 7), Map.of("city", "Пермь")), ErrorCode.NOT_FOUND);
    assertThat(LETHE.record(id).extract().jsonPath().<Object>get("fields"))
        .isEqualTo(was.get("fields"));
  }

  @Test
  @Order(6)
  void changesOfDifferentFieldsAtOnceAreNotLost() {
    // Given
    open("");
    UUID id = buyer("at-once", Map.of("city", "0", "note", "0"));

    // When two writers change a field each, ten times
    CompletableFuture<Void> city = Beside.run(() -> tenTimes(id, "city"));
    CompletableFuture<Void> note = Beside.run(() -> tenTimes(id, "note"));
    city.join();
    note.join();

    // Then
    assertThat(LETHE.record(id).extract().<String>path("fields.city")).isEqualTo("10");
    assertThat(original(id, shop.policy(), "buyer", "note"))
        .isEqualTo(Api.json("{\"note\":\"10\"}"));
  }

  private static void tenTimes(UUID id, String field) {
    for (int i = 1; i <= 10; i++) {
      patch(id, Map.of(field, Integer.toString(i))).statusCode(200);
    }
  }

  @Test
  @Order(7)
  void holdOfTheCategoryThatCommitsFirstKeepsTheOldValue() throws Exception {
    // Given a hold that is being placed: it has the category to itself
    open("");
    UUID id = buyer("race", Map.of("phone", OLD));
    CompletableFuture<Integer> change;
    try (Tables tables = Tables.connect();
        Statement hold = tables.connection().createStatement()) {
      tables.connection().setAutoCommit(false);
      hold.execute(
          "SELECT pg_advisory_xact_lock(4701, hashtext('%s/buyer'))".formatted(shop.policy()));
      hold.execute(
          ("INSERT INTO hold (id, policy, category, reason, placed_at, placed_by) VALUES"
                  + " (gen_random_uuid(), '%s', 'buyer', 'case', now(), 'test')")
              .formatted(shop.policy()));

      // When a change comes, it waits
      change = Beside.call(() -> patch(id, Map.of("phone", NEW)).extract().statusCode());
      Awaiting.until(RectifyResourceTest::waiting, waits -> waits > 0);
      tables.connection().commit();
    }

    // Then
    assertThat(change.join()).isEqualTo(200);
    assertThat(kept(id)).isEqualTo(1);
    assertThat(found(shop.policy(), "phone", OLD)).isEmpty();
  }

  private static long waiting() {
    try {
      return count(
          "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 4701"
              + " AND NOT granted");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Order(8)
  void oldValuesFollowTheirRingsAndGoWithTheirRecord() throws Exception {
    // Given values that the policy keeps for a month
    open("previous: {keep: P1M, within: P30D, clause: \"7\"}");
    UUID id = buyer("rings", Map.of("device", "d-1", "licence", "12345678", "note", "before"));
    patch(id, Map.of("device", "d-2", "licence", "87654321", "note", "after")).statusCode(200);
    assertThat(kept(id)).isEqualTo(1);

    // When their rings are rotated, and all that uses them is moved
    for (String ring : List.of("pseudonym", "format")) {
      done(Map.of(), "/keys/" + shop.policy() + "-" + ring + "/rotate");
      done(Map.of(), "/keys/" + shop.policy() + "-" + ring + "/rewrap");
    }

    // Then
    assertThat(
            count(
                "SELECT count(*) FROM record_previous WHERE record_id = ? AND pseudonym_version = 2"
                    + " AND format_version = 2 AND data->>'device' LIKE 'v2.%'",
                id))
        .isEqualTo(1);

    // And when the account is deleted, they go with the record
    LETHE.event(shop.policy(), "rings", "account-deleted", LETHE.now());
    assertThat(run(shop.policy(), false).getInt("destroyed")).isEqualTo(1);
    assertThat(kept(id)).isZero();
    Problems.isProblem(patch(id, Map.of("city", "Пермь")), ErrorCode.RECORD_DESTROYED);
  }

  private static void done(Map<String, ?> body, String path) {
    String job = Api.post(Role.SECURITY, path, body).statusCode(202).extract().path("id");
    Await.until(
        () -> Api.at(Api.get(Role.SECURITY, "/jobs/" + job), "/state"), "COMPLETED"::equals);
  }

  @Test
  @Order(9)
  void valuesUnderAnOlderKeyAreMovedWithTheChange() {
    // Given
    open("");
    UUID id = buyer("older", Map.of("device", "d-1", "other_device", "d-2", "licence", "12345678"));
    done(Map.of(), "/keys/" + shop.policy() + "-pseudonym/rotate");
    done(Map.of(), "/keys/" + shop.policy() + "-format/rotate");

    // When one of two pseudonyms changes
    JsonPath is = patch(id, Map.of("device", "d-3")).statusCode(200).extract().jsonPath();

    // Then both are under the version that the record names, and the rest opens
    assertThat(is.getString("fields.device")).startsWith("v2.");
    assertThat(is.getString("fields.other_device")).startsWith("v2.");
    assertThat(original(id, shop.policy(), "buyer", "licence"))
        .isEqualTo(Api.json("{\"licence\":\"12345678\"}"));
  }

  @Test
  @Order(Integer.MAX_VALUE) // it moves the clock
  void valuesThatThePolicyKeepsGoByTheirOwnClock() throws Exception {
    // Given
    open("previous: {keep: P1M, within: P30D, clause: \"7\"}");
    UUID id = buyer("clock", Map.of("phone", OLD));
    patch(id, Map.of("phone", NEW)).statusCode(200);
    assertThat(found(shop.policy(), "phone", OLD)).isEmpty();
    Api.get(Role.AUDITOR, "/records/" + id + "/explanation")
        .body("previous", hasSize(1))
        .body("previous[0].dueAt", equalTo(moscow("2026-04-11T00:00").toString()))
        .body("previous[0].deadline", equalTo("2026-05-10"));

    // When runs come on the last day of the month, and on the day after
    LETHE.moveTo(moscow("2026-04-10T23:59"));
    assertThat(run(shop.policy(), false).getInt("destroyed")).isZero();
    LETHE.moveTo(moscow("2026-04-11T00:00"));

    // Then
    assertThat(run(shop.policy(), false).getInt("destroyed")).isEqualTo(1);
    assertThat(kept(id)).isZero();
    assertThat(
            count(
                "SELECT count(*) FROM erasure e JOIN record r ON r.subject_id = e.subject_id"
                    + " WHERE r.id = ?",
                id))
        .isEqualTo(1);
  }
}
