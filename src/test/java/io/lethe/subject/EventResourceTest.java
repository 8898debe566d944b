package io.lethe.subject;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.ServiceClock;
import io.lethe.ServiceDatabase;
import io.lethe.access.LimitedGrants;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class EventResourceTest {

  private static final Map<String, String> GOOD =
      Map.of("policy", "sens", "subject", "e-1", "type", "last-activity");

  private static Map<String, Object> event(Map<String, String> changed) {
    Map<String, Object> event = new HashMap<>(GOOD);
    event.put("at", ServiceClock.now().minusSeconds(60).toString());
    event.putAll(changed);
    return event;
  }

  private static String subject(String name) {
    return Api.record("sens", "mandatory", name, Map.of("gender", "f"));
  }

  @ParameterizedTest
  @CsvSource({
    "policy,    marker-9c1,           POLICY_UNKNOWN,      policy",
    "policy,    unnamed_app,          POLICY_NOT_ACTIVE,   policy",
    "type,      marker-9c1,           EVENT_NOT_DECLARED,  type",
    "type,      collected,            EVENT_NOT_DECLARED,  type",
    "type,      depersonalized,       EVENT_NOT_DECLARED,  type",
    "purpose,   marker-9c1,           PURPOSE_NOT_ALLOWED, purpose",
    "subject,   ' ',                  SUBJECT_MISSING,     subject",
    "subject,   marker-9c1,           SUBJECT_UNKNOWN,     subject",
    "at,        marker-9c1,           CLOCK_OUT_OF_RANGE,  at",
    "at,        1970-01-01T00:00:00Z, CLOCK_OUT_OF_RANGE,  at",
    "at,        9000-01-01T00:00:00Z, CLOCK_OUT_OF_RANGE,  at",
  })
  @ProducesCode({ErrorCode.EVENT_NOT_DECLARED, ErrorCode.SUBJECT_UNKNOWN})
  void badEventIsRefusedAloneWithItsPathAndWithoutItsValue(
      String key, String value, ErrorCode code, String path) {
    // Given
    subject("e-1");

    // When
    List<JsonNode> items =
        Api.items(Role.PRODUCT, "/events", List.of(event(Map.of(key, value)), event(Map.of())));

    // Then
    Problems.isRejected(items.get(0), code, path);
    assertThat(items.get(1).path("status").asText()).isEqualTo("accepted");
    assertThat(items.toString()).doesNotContain("marker-9c1");
  }

  @Test
  @ProducesCode(ErrorCode.FORBIDDEN)
  void eventThatStartsNoClockOfACategoryIsRefusedWithoutACategory() {
    // Given
    Map<String, Object> event =
        event(Map.of("policy", "mst_software", "type", "consent-withdrawn"));

    // When
    JsonNode none = sendAs(LimitedGrants.only("mst_software", "none", ""), event);
    JsonNode other = sendAs(LimitedGrants.only("express", "*", ""), event);
    JsonNode some = sendAs(LimitedGrants.only("mst_software", "account", ""), event);

    // Then
    Problems.isRejected(none, ErrorCode.FORBIDDEN, "policy");
    Problems.isRejected(other, ErrorCode.FORBIDDEN, "policy");
    Problems.isRejected(some, ErrorCode.SUBJECT_UNKNOWN, "subject");
  }

  private static JsonNode sendAs(String subject, Map<String, Object> event) {
    return Api.json(
            Api.as(Role.PRODUCT, subject)
                .contentType("application/json")
                .body(event)
                .post("/events")
                .then()
                .statusCode(200)
                .extract()
                .asString())
        .path("items")
        .path(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[\"account\"]", "{\"of\": \"account\"}", "7", "false"})
  void purposeThatIsNoTextIsNotAllPurposes(String purpose) throws Exception {
    // Given
    subject("e-7");
    long before = ofAllPurposes();
    Map<String, Object> withdrawal = event(Map.of("subject", "e-7", "type", "consent-withdrawn"));
    withdrawal.put("purpose", Api.json(purpose));

    // When
    JsonNode item = Api.items(Role.PRODUCT, "/events", withdrawal).get(0);

    // Then
    Problems.isRejected(item, ErrorCode.BODY_SHAPE, "purpose");
    assertThat(ofAllPurposes()).isEqualTo(before);
  }

  private static long ofAllPurposes() {
    return (long)
        ServiceDatabase.value(
            "SELECT count(*) FROM subject_event"
                + " WHERE type = 'consent-withdrawn' AND COALESCE(purpose, '') = ''");
  }

  @Test
  void misspeltKeyIsRefused() {
    // Given
    subject("e-1");

    // When
    JsonNode item = Api.items(Role.PRODUCT, "/events", event(Map.of("purpos", "account"))).get(0);

    // Then
    assertThat(item.path("problem").path("code").asText()).isEqualTo("BODY_SHAPE");
  }

  @Test
  void activityStartsTheClockOfARecordThatWaited() {
    // Given
    String id = subject("e-2");

    // When
    Api.event("sens", "e-2", "last-activity", ServiceClock.now().minusSeconds(60).toString());

    // Then
    JsonNode view = Api.json(Api.get(Role.PRODUCT, "/records/" + id).extract().asString());
    assertThat(view.path("state").asText()).isEqualTo("ACTIVE");
    assertThat(view.path("dueAction").asText()).isEqualTo("DEPERSONALIZE");
  }

  @Test
  void deletionOfTheAccountMakesARecordDueAtOnce() {
    // Given
    String id = subject("e-3");

    // When
    List<JsonNode> answers =
        Api.lines(
            Role.PRODUCT,
            "/events",
            Api.text(event(Map.of("subject", "e-3", "type", "account-deleted"))) + "\r\n");

    // Then
    assertThat(answers.get(0).toString()).isEqualTo("{\"status\":\"accepted\"}");
    assertThat(answers.get(1).path("summary").path("accepted").asInt()).isEqualTo(1);
    JsonNode view = Api.json(Api.get(Role.PRODUCT, "/records/" + id).extract().asString());
    assertThat(view.path("state").asText()).isEqualTo("DUE");
  }

  @Test
  void firstActivityCountsFromItsOwnTimeWhereNobodySaidWhenTheRecordWasCollected() {
    // Given a record that says nothing, one that says now, and one that comes after the activity
    String login = "2024-01-10T09:00:00Z";
    String silent = subject("e-4");
    String said =
        Api.record(
            Map.of(
                "policy", "sens",
                "category", "mandatory",
                "subject", "e-4",
                "collectedAt", ServiceClock.now().toString(),
                "fields", Map.of("gender", "f")));

    // When
    Api.event("sens", "e-4", "last-activity", login);
    String after = subject("e-4");

    // Then
    assertThat(dueAt(silent)).isEqualTo("2025-01-10T21:00:00Z");
    assertThat(dueAt(said)).isGreaterThan(ServiceClock.now().toString());
    assertThat(dueAt(after)).isGreaterThan(ServiceClock.now().toString());
  }

  @Test
  void deadlineOfADeletionThatIsToldLateCountsFromTheDeletion() {
    // Given
    String id = subject("e-5");

    // When
    Api.event("sens", "e-5", "account-deleted", "2024-06-10T09:00:00Z");

    // Then
    JsonNode view = Api.json(Api.get(Role.PRODUCT, "/records/" + id).extract().asString());
    assertThat(view.path("state").asText()).isEqualTo("DUE");
    assertThat(view.path("deadline").asText()).isEqualTo("2024-07-10");
  }

  @Test
  void collectionThatIsSaidToBeInTheFutureIsTheReceipt() {
    // Given a product whose clock is fast
    String id =
        Api.record(
            Map.of(
                "policy", "sens",
                "category", "mandatory",
                "subject", "e-6",
                "collectedAt", ServiceClock.now().plusSeconds(200).toString(),
                "fields", Map.of("gender", "f")));

    // When another one, whose clock is right, tells the deletion
    Api.event("sens", "e-6", "account-deleted", ServiceClock.now().toString());

    // Then
    JsonNode view = Api.json(Api.get(Role.PRODUCT, "/records/" + id).extract().asString());
    assertThat(view.path("state").asText()).isEqualTo("DUE");
  }

  private static String dueAt(String id) {
    return Api.json(Api.get(Role.PRODUCT, "/records/" + id).extract().asString())
        .path("dueAt")
        .asText();
  }
}
