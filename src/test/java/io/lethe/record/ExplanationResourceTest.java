package io.lethe.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.lethe.Api;
import io.lethe.access.Role;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything behind a due date. */
@QuarkusTest
class ExplanationResourceTest {

  private final String subject = "explained-" + UUID.randomUUID();

  private static ValidatableResponse explain(Role role, String record) {
    return Api.get(role, "/records/" + record + "/explanation").statusCode(200);
  }

  private String place(String path, Map<String, ?> order) {
    Map<String, Object> body = new HashMap<>(order);
    body.put("policy", "sens");
    body.put("authority", "court of " + path);
    body.put("reason", "case of " + path);
    return Api.post(Role.PRIVACY_OFFICER, path, body).statusCode(201).extract().path("id");
  }

  @Test
  void everyRuleOfTheCategoryIsShownInThePolicysOrder() {
    // Given
    String record = Api.record("sens", "mandatory", subject, Map.of("gender", "f"));

    // When
    ValidatableResponse explained = explain(Role.PRODUCT, record);

    // Then
    explained
        .body(
            "rules.from",
            contains("last-activity", "account-deleted", "depersonalized", "last-activity"))
        .body("rules[2].clause", equalTo("App. 1"))
        .body("rules[2].keep", equalTo("P5Y"))
        .body("rules[2].then", equalTo("DESTROY"))
        .body("rules[2].state", equalTo("WAITING_FOR_EVENT"))
        .body("rules[2].dueAt", nullValue())
        .body("rules[2].wins", equalTo(false))
        .body("restraint", nullValue())
        .body("restraints", empty());
  }

  @ParameterizedTest
  @EnumSource(names = {"PRODUCT", "PRIVACY_OFFICER", "AUDITOR"})
  void everyHoldAndBlockInForceIsShownAndItsWordsToOfficersAndAuditorsAlone(Role role) {
    // Given
    String record = Api.record("sens", "request_file", subject, Map.of("first_name", "Anna"));
    String hold = place("/holds", Map.of("subject", subject, "endsAt", "2999-01-01T00:00:00Z"));
    String block = place("/blocks", Map.of("category", "request_file"));
    String released = place("/holds", Map.of("subject", subject));
    Api.post(Role.PRIVACY_OFFICER, "/holds/" + released + "/release").statusCode(200);
    place("/holds", Map.of("subject", subject, "category", "mandatory"));

    // When
    ValidatableResponse explained = explain(role, record);
    Api.post(Role.PRIVACY_OFFICER, "/blocks/" + block + "/release").statusCode(200);

    // Then
    explained
        .body("state", equalTo("BLOCKED"))
        .body("restraint", equalTo("BLOCK"))
        .body("restraints", hasSize(2))
        .body("restraints.id", contains(hold, block))
        .body("restraints.kind", contains("HOLD", "BLOCK"))
        .body("restraints.endsAt", contains("2999-01-01T00:00:00Z", null))
        .body("restraints[0].placedAt", notNullValue());
    List<String> words = new ArrayList<>(explained.extract().path("restraints.authority"));
    words.addAll(explained.extract().path("restraints.reason"));
    if (role == Role.PRODUCT) {
      assertThat(words).containsOnlyNulls();
    } else {
      assertThat(words)
          .containsExactly(
              "court of /holds", "court of /blocks", "case of /holds", "case of /blocks");
    }
  }

  @Test
  void everyPurposeIsShownWithItsGroundsAndWhatStopsAndStays() {
    // Given consent to one of two purposes, and its withdrawal
    String record = Api.record("express", "app_user", subject, Map.of("nickname", "a"));
    event("consent-given", "", "2025-09-10T09:00:00Z");
    event("consent-withdrawn", "functionality", "2025-09-11T09:00:00Z");

    // When
    ValidatableResponse explained = explain(Role.AUDITOR, record);

    // Then
    explained
        .body("purposes.purpose", contains("access", "functionality", "obligations"))
        .body("purposes.clause", contains("5.1(1)", "5.1(3)", "5.1(5)"))
        .body("purposes.live", contains(true, false, true))
        .body("purposes[0].grounds.ground", contains("consent", "contract"))
        .body("purposes[0].grounds.live", contains(true, true))
        .body("purposes[0].grounds.event", contains("consent-given", null))
        .body("purposes[0].stops", empty())
        .body("purposes[1].grounds[0].event", equalTo("consent-withdrawn"))
        .body("purposes[1].grounds[0].at", equalTo("2025-09-11T09:00:00Z"))
        .body("purposes[1].stops", hasItems("use", "transfer", "collect"))
        .body("purposes[1].stays", contains("block", "delete", "destroy", "rectify", "store"))
        .body("purposes[2].recipients", contains("state_bodies"));

    // And when all is achieved
    event("purpose-achieved", "", "2025-09-12T09:00:00Z");
    explain(Role.AUDITOR, record)
        .body("purposes.live", contains(false, false, false))
        .body("purposes[2].achievedAt", equalTo("2025-09-12T09:00:00Z"));
  }

  private void event(String type, String purpose, String at) {
    Map<String, String> event =
        Map.of("policy", "express", "subject", subject, "type", type, "purpose", purpose, "at", at);
    assertThat(Api.items(Role.PRODUCT, "/events", event).toString()).contains("accepted");
  }
}
