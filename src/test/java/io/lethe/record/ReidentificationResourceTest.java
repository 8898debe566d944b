package io.lethe.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.Await;
import io.lethe.ServiceDatabase;
import io.lethe.access.Role;
import io.lethe.key.Club;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ReidentificationResourceTest {

  private final String subject = "reidentified-" + UUID.randomUUID();
  private String record;

  @BeforeEach
  void receive() {
    record =
        Api.record(
            "sens",
            "mandatory",
            subject,
            Map.of("first_name", "Анна", "phone_number", "8 916 123-45-67", "gender", "f"));
  }

  private ValidatableResponse open(Map<String, ?> changed) {
    Map<String, Object> request =
        new HashMap<>(
            Map.of(
                "policy", "sens",
                "category", "mandatory",
                "purpose", "account",
                "reason", "case 1",
                "records", List.of(record),
                "fields", List.of("first_name", "phone_number")));
    request.putAll(changed);
    return Api.post(Role.REIDENTIFIER, "/reidentifications", request);
  }

  @Test
  void originalsAreOpenedAndTheLedgerKnows() {
    // When
    ValidatableResponse response = open(Map.of());

    // Then
    response
        .statusCode(200)
        .body("items[0].id", equalTo(record))
        .body("items[0].fields.first_name", equalTo("Анна"))
        .body("items[0].fields.phone_number", equalTo("+79161234567"))
        .body("items[0].fields.size()", equalTo(2));
    JsonNode entry = Await.until(this::entry, found -> !found.isMissingNode());
    assertThat(entry.path("entry").path("actor").asText()).startsWith("reidentifier@");
    assertThat(entry.path("entry").path("purpose").asText()).isEqualTo("account");
    assertThat(entry.path("entry").path("reason").asText()).isEqualTo("case 1");
    assertThat(entry.toString()).doesNotContain("Анна").doesNotContain("+79161234567");
  }

  private JsonNode entry() {
    long last = (long) ServiceDatabase.value("SELECT COALESCE(max(index), 0) FROM ledger_entry");
    String newest = "/ledger/entries?limit=1000&after=" + (last - 900);
    JsonNode page = Api.json(Api.get(Role.AUDITOR, newest).extract().asString());
    for (JsonNode entry : page.path("items")) {
      if (entry.path("type").asText().equals("reidentification")
          && entry.path("entry").path("records").toString().contains(record)) {
        return entry;
      }
    }
    return page.path("none");
  }

  @Test
  @ProducesCode({
    ErrorCode.PURPOSE_NOT_ALLOWED,
    ErrorCode.FIELD_NOT_DECLARED,
    ErrorCode.FORBIDDEN,
    ErrorCode.NOT_FOUND,
    ErrorCode.BODY_SHAPE
  })
  void whatMayNotBeOpenedIsRefused() {
    // When
    ValidatableResponse purpose = open(Map.of("purpose", "mailing"));
    ValidatableResponse openField = open(Map.of("fields", List.of("gender")));
    ValidatableResponse noField = open(Map.of("fields", List.of("first_name", "none")));
    ValidatableResponse category = open(Map.of("category", "none"));
    ValidatableResponse other =
        open(
            Map.of(
                "category", "optional",
                "purpose", "functionality",
                "fields", List.of("chat_text")));
    ValidatableResponse unknown = open(Map.of("records", List.of(UUID.randomUUID())));
    ValidatableResponse noReason = open(Map.of("reason", " "));
    ValidatableResponse longReason = open(Map.of("reason", "r".repeat(501)));
    ValidatableResponse none = open(Map.of("records", List.of()));
    ValidatableResponse nothing = open(Map.of("records", Arrays.asList((Object) null)));
    ValidatableResponse misspelt = open(Map.of("purpos", "account"));

    // Then
    Problems.isProblem(purpose, ErrorCode.PURPOSE_NOT_ALLOWED);
    Problems.isProblem(openField, ErrorCode.FIELD_NOT_DECLARED);
    Problems.isProblem(noField, ErrorCode.FIELD_NOT_DECLARED);
    Problems.isProblem(category, ErrorCode.FORBIDDEN);
    Problems.isProblem(other, ErrorCode.NOT_FOUND);
    Problems.isProblem(unknown, ErrorCode.NOT_FOUND);
    Problems.isProblem(noReason, ErrorCode.BODY_SHAPE, "reason");
    Problems.isProblem(longReason, ErrorCode.BODY_SHAPE, "reason");
    Problems.isProblem(none, ErrorCode.BODY_SHAPE, "records");
    Problems.isProblem(nothing, ErrorCode.BODY_SHAPE);
    Problems.isProblem(misspelt, ErrorCode.BODY_SHAPE);
  }

  @Test
  @ProducesCode(ErrorCode.RECORD_BLOCKED)
  void blockedRecordIsNotOpened() {
    // Given
    Api.post(
            Role.PRIVACY_OFFICER,
            "/blocks",
            Map.of("policy", "sens", "subject", subject, "authority", "a", "reason", "r"))
        .statusCode(201);

    // When
    ValidatableResponse response = open(Map.of());

    // Then
    Problems.isProblem(response, ErrorCode.RECORD_BLOCKED);
    assertThat(entry().isMissingNode()).isTrue();
  }

  @Test
  @ProducesCode({ErrorCode.RECORD_UNREADABLE, ErrorCode.KEY_UNAVAILABLE, ErrorCode.KEY_DESTROYED})
  void spoiltRecordOrKeyIsNamedAndNothingOfItShown() {
    // Given
    UUID id = UUID.fromString(record);
    Object key = ServiceDatabase.value("SELECT key_id FROM record WHERE id = ?", id);

    // When
    flip(
        "UPDATE record SET sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1) WHERE id = ?",
        id);
    ValidatableResponse forged = open(Map.of());
    flip(
        "UPDATE lethe_key.subject_key SET wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1)"
            + " WHERE id = ?",
        key);
    ValidatableResponse closed = open(Map.of());
    flip("DELETE FROM lethe_key.subject_key WHERE id = ?", key);
    ValidatableResponse destroyed = open(Map.of());

    // Then
    Problems.isProblem(forged, ErrorCode.RECORD_UNREADABLE);
    Problems.isProblem(closed, ErrorCode.KEY_UNAVAILABLE);
    Problems.isProblem(destroyed, ErrorCode.KEY_DESTROYED);
  }

  @Test
  void formatPreservingFieldsAreOpenedBesideEncryptedOnes() {
    // Given a record whose serial number keeps its form, and ones with null and without it
    String serial = "0012345678";
    Map<String, Object> none = new HashMap<>();
    none.put("photomod_key_serial_number", null);
    String formed =
        Api.record(
            "racurs",
            "user_account",
            subject,
            Map.of("photomod_key_serial_number", serial, "full_name", "Анна"));
    String nothing = Api.record("racurs", "user_account", subject, none);
    UUID id = UUID.fromString(formed);
    String stored = data(id).path("photomod_key_serial_number").asText();

    // When
    JsonNode opened = Api.json(openFormatted(formed, nothing).extract().asString());

    // Then it is stored in its form with its version, and comes back
    assertThat(stored).matches("[0-9]{10}").isNotEqualTo(serial);
    assertThat(ServiceDatabase.value("SELECT format_version FROM record WHERE id = ?", id))
        .isEqualTo(1);
    assertThat(
            ServiceDatabase.value(
                "SELECT format_version FROM record WHERE id = ?", UUID.fromString(nothing)))
        .isNull();
    JsonNode fields = opened.path("items").path(0).path("fields");
    assertThat(fields.path("photomod_key_serial_number").textValue()).isEqualTo(serial);
    assertThat(fields.path("full_name").textValue()).isEqualTo("Анна");
    assertThat(fields).hasSize(2);
    assertThat(
            opened.path("items").path(1).path("fields").path("photomod_key_serial_number").isNull())
        .isTrue();
  }

  @Test
  void formatPreservingFieldThatIsNotWhatItWasIsNamedAndNotShown() {
    // Given
    String formed =
        Api.record(
            "racurs", "user_account", subject, Map.of("photomod_key_serial_number", "0012345678"));
    UUID id = UUID.fromString(formed);

    // When its version is lost, is one that never was, or the value is spoilt
    flip("UPDATE record SET format_version = NULL WHERE id = ?", id);
    ValidatableResponse lost = openFormatted(formed);
    flip("UPDATE record SET format_version = 99 WHERE id = ?", id);
    ValidatableResponse gone = openFormatted(formed);
    flip(
        "UPDATE record SET format_version = 1, data = jsonb_set(data,"
            + " '{photomod_key_serial_number}', '\"12\"') WHERE id = ?",
        id);
    ValidatableResponse spoilt = openFormatted(formed);

    // Then
    Problems.isProblem(lost, ErrorCode.RECORD_UNREADABLE);
    Problems.isProblem(gone, ErrorCode.KEY_VERSION_UNKNOWN);
    Problems.isProblem(spoilt, ErrorCode.RECORD_UNREADABLE);
  }

  private ValidatableResponse openFormatted(String... records) {
    return open(
        Map.of(
            "policy", "racurs",
            "category", "user_account",
            "purpose", "contract",
            "records", List.of(records),
            "fields", List.of("photomod_key_serial_number", "full_name")));
  }

  private static JsonNode data(UUID id) {
    return Api.json(
        (String) ServiceDatabase.value("SELECT data::text FROM record WHERE id = ?", id));
  }

  private static void flip(String sql, Object id) {
    assertThat(ServiceDatabase.execute(sql, id)).isEqualTo(1);
  }

  private ValidatableResponse openAs(String caller) {
    return Api.as(Role.REIDENTIFIER, caller)
        .contentType("application/json")
        .body(
            Map.of(
                "policy", "sens",
                "category", "mandatory",
                "purpose", "account",
                "reason", "case 1",
                "caseNumber", "2026-118",
                "records", List.of(record),
                "fields", List.of("first_name")))
        .post("/reidentifications")
        .then();
  }

  private static void opened(String caller, long records) {
    ServiceDatabase.execute(
        "UPDATE oracle_use SET used = ? WHERE oracle = 'REIDENTIFY' AND caller LIKE ? || '@%'",
        records, caller);
  }

  private static Object entries(String type, String part) {
    return ServiceDatabase.value(
        "SELECT count(*) FROM ledger_entry WHERE entry LIKE ? AND entry LIKE ?",
        "%\"" + type + "\"%",
        "%" + part + "%");
  }

  @Test
  @ProducesCode(ErrorCode.QUOTA_EXCEEDED)
  void bulkUseRaisesAnAlarmOnceAndEndsAtTheQuota() {
    // Given
    String caller = "eager-" + UUID.randomUUID();
    openAs(caller).statusCode(200);
    assertThat(entries("reidentification", "2026-118")).isNotEqualTo(0L);

    // When: the 200th record of a day, and the next
    opened(caller, 199);
    openAs(caller).statusCode(200);
    openAs(caller).statusCode(200);

    // Then
    assertThat(entries("reidentification.bulk", caller)).isEqualTo(1L);
    opened(caller, 1000);
    Problems.isProblem(openAs(caller), ErrorCode.QUOTA_EXCEEDED);
    openAs("patient-" + caller).statusCode(200);
  }

  @Test
  @ProducesCode(ErrorCode.PURPOSE_NOT_ALLOWED)
  void recordIsOpenedForThePurposesItWasCollectedFor() {
    // Given: the next version adds a purpose to the category
    String yaml = Club.yaml("later_purpose");
    Club club = Club.open("later_purpose");
    String member = club.member(1);
    String next =
        yaml.replace("  club: {grounds", "  party: {grounds: [consent]}\n  club: {grounds")
            .replace("purposes: [club]", "purposes: [club, party]");
    Api.send(Role.PRIVACY_OFFICER, "/policies", "application/yaml", next).statusCode(201);
    Api.post(Role.PRIVACY_OFFICER, "/policies/later_purpose/versions/2/activate").statusCode(200);
    Map<String, ?> party =
        Map.of(
            "policy", "later_purpose",
            "category", "member",
            "purpose", "party",
            "records", List.of(member),
            "fields", List.of("name"));

    // Then
    Problems.isProblem(open(party), ErrorCode.PURPOSE_NOT_ALLOWED);
    open(Map.of(
            "policy",
            "later_purpose",
            "category",
            "member",
            "purpose",
            "party",
            "records",
            List.of(club.member(2)),
            "fields",
            List.of("name")))
        .statusCode(200);
  }
}
