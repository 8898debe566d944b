package io.lethe.request;

import static io.lethe.request.Requests.person;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.Await;
import io.lethe.Clause;
import io.lethe.ServiceDatabase;
import io.lethe.access.LimitedGrants;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(FromSummer2026.class)
class IncidentResourceTest {

  private static String key(String policy, String subject) {
    return Api.post(
            Role.PRIVACY_OFFICER, "/subjects/search", Map.of("policy", policy, "subject", subject))
        .extract()
        .path("items[0].key");
  }

  private static Map<String, Object> incident(String policy, String category) {
    Map<String, Object> incident = new HashMap<>();
    incident.put("policy", policy);
    incident.put("detectedAt", "2026-03-06T18:00:00+03:00");
    incident.put("kind", "disclosure");
    incident.put("categories", List.of(category));
    return incident;
  }

  private static JsonNode noted(Map<String, ?> incident) {
    return Api.json(
        Api.post(Role.PRIVACY_OFFICER, "/incidents", incident)
            .statusCode(201)
            .extract()
            .asString());
  }

  private static ValidatableResponse tell(JsonNode incident, Map<String, ?> notice) {
    return Api.post(
        Role.PRIVACY_OFFICER, "/incidents/" + incident.path("id").asText() + "/notices", notice);
  }

  private static List<String> notices(JsonNode incident, String query) {
    return Api.get(Role.AUDITOR, "/incidents/" + incident.path("id").asText() + "/notices" + query)
        .statusCode(200)
        .extract()
        .path("items.subjectKey");
  }

  @Test
  @Clause("unnamed-breach")
  void unnamedBreachHasItsHoursOverHolidaysAndQueuesItsNotices() {
    // Given two people
    String first = key("unnamed_app", person("unnamed_app"));
    String second = key("unnamed_app", person("unnamed_app"));
    Map<String, Object> breach = incident("unnamed_app", "user");
    breach.put("subjects", List.of(first, second));

    // When a disclosure was detected on Friday 2026-03-06 at 18:00, before a holiday
    JsonNode noted = noted(breach);

    // Then the hours run on
    assertThat(Instant.parse(noted.at("/regulator/dueAt").asText()))
        .isEqualTo(Instant.parse("2026-03-07T15:00:00Z"));
    assertThat(Instant.parse(noted.at("/result/dueAt").asText()))
        .isEqualTo(Instant.parse("2026-03-09T15:00:00Z"));

    // And the notices are queued at once
    assertThat(noted.path("queued").asInt()).isEqualTo(2);
    assertThat(notices(noted, "?sent=false")).containsExactlyInAnyOrder(first, second);
    assertThat(notices(noted, "?sent=true")).isEmpty();
    assertThat(notices(noted, "?limit=1")).hasSize(1);
  }

  @Test
  @ProducesCode(ErrorCode.NOTICE_SENT)
  void incidentIsClosedWhenEverybodyHasBeenTold() {
    // Given
    String person = key("unnamed_app", person("unnamed_app"));
    Map<String, Object> breach = incident("unnamed_app", "user");
    breach.put("subjects", List.of(person));
    JsonNode noted = noted(breach);

    // When
    JsonNode first =
        Api.json(
            tell(noted, Map.of("to", "regulator", "sentAt", "2026-03-07T17:59:00+03:00"))
                .statusCode(200)
                .extract()
                .asString());
    tell(noted, Map.of("to", "result")).statusCode(200);
    JsonNode closed =
        Api.json(
            tell(noted, Map.of("to", "subjects", "channel", "email", "subjects", List.of(person)))
                .statusCode(200)
                .extract()
                .asString());

    // Then
    assertThat(first.at("/regulator/late").asBoolean()).isFalse();
    assertThat(first.path("closedAt").isNull()).isTrue();
    assertThat(closed.at("/result/late").asBoolean()).isTrue();
    assertThat(closed.path("queued").asInt()).isZero();
    assertThat(closed.path("sent").asInt()).isEqualTo(1);
    assertThat(closed.path("closedAt").isNull()).isFalse();
    Problems.isProblem(tell(noted, Map.of("to", "regulator")), ErrorCode.NOTICE_SENT);
    Problems.isProblem(
        tell(noted, Map.of("to", "subjects", "channel", "email")), ErrorCode.NOTICE_SENT);
    assertThat(listed("?policy=unnamed_app&open=true&limit=500"))
        .doesNotContain(noted.path("id").asText());
    assertThat(listed("?policy=unnamed_app&limit=500")).contains(noted.path("id").asText());
  }

  private static List<String> listed(String query) {
    return Api.get(Role.AUDITOR, "/incidents" + query).statusCode(200).extract().path("items.id");
  }

  @Test
  void everybodyOfTheCategoriesIsToldWhereNobodyIsNamed() {
    // Given
    String person = key("express", person("express", "newsletter_subscriber"));
    String other = key("express", person("express"));

    // When
    JsonNode noted = noted(incident("express", "newsletter_subscriber"));

    // Then
    assertThat(notices(noted, "?limit=500")).contains(person).doesNotContain(other);
  }

  @Test
  void overdueNoticesAreMeasured() {
    // When
    noted(incident("mst_software", "order_email"));

    // Then
    Await.until(
        () -> given().get("/q/metrics").asString(),
        text ->
            text.lines()
                .anyMatch(
                    line ->
                        line.startsWith("lethe_incidents_overdue{")
                            && line.contains("notice=\"regulator\"")
                            && line.contains("policy=\"mst_software\"")
                            && !line.endsWith(" 0.0")));
  }

  @Test
  void closedIncidentIsDeletedWithItsNoticesWhenItsTermIsOver() {
    // Given
    Map<String, Object> breach = incident("racurs", "user_account");
    breach.put("subjects", List.of(key("racurs", person("racurs"))));
    JsonNode noted = noted(breach);
    UUID id = UUID.fromString(noted.path("id").asText());

    // When
    ServiceDatabase.execute(
        "UPDATE incident SET closed_at = '2023-06-14T00:00:00Z', expires_at ="
            + " '2026-06-15T00:00:00Z' WHERE id = ?",
        id);

    // Then
    Await.until(
        () -> Api.get(Role.AUDITOR, "/incidents/" + id).extract().statusCode(),
        status -> status == 404);
    assertThat(
            ServiceDatabase.value("SELECT count(*) FROM incident_notice WHERE incident_id = ?", id))
        .isEqualTo(0L);
  }

  @ParameterizedTest
  @CsvSource({
    "policy, none, POLICY_UNKNOWN",
    "kind, whim, BODY_SHAPE",
    "detectedAt, 2026-06-16T00:00:00Z, CLOCK_OUT_OF_RANGE"
  })
  void incidentThatDoesNotFitIsRefused(String key, String value, ErrorCode code) {
    Map<String, Object> incident = incident("sens", "mandatory");
    incident.put(key, value);
    Problems.isProblem(Api.post(Role.PRIVACY_OFFICER, "/incidents", incident), code);
  }

  @Test
  void whoIsNotKnownOrNotCoveredIsRefused() {
    // Given
    Map<String, Object> stranger = incident("sens", "mandatory");
    stranger.put("subjects", List.of(UUID.randomUUID()));
    JsonNode noted = noted(incident("sens", "optional"));

    // Then
    Problems.isProblem(
        Api.post(Role.PRIVACY_OFFICER, "/incidents", stranger), ErrorCode.SUBJECT_UNKNOWN);
    Problems.isProblem(
        Api.post(Role.PRIVACY_OFFICER, "/incidents", incident("sens", "none")),
        ErrorCode.CATEGORY_UNKNOWN);
    Problems.isProblem(
        Api.as(Role.PRIVACY_OFFICER, LimitedGrants.only("sens", "mandatory", "*"))
            .get("/incidents/" + noted.path("id").asText())
            .then(),
        ErrorCode.NOT_FOUND);
    Problems.isProblem(tell(noted, Map.of("to", "subjects")), ErrorCode.BODY_SHAPE, "channel");
    Map<String, Object> breach = incident("sens", "mandatory");
    breach.put("subjects", List.of(key("sens", person("sens"))));
    Problems.isProblem(
        tell(
            noted(breach),
            Map.of("to", "subjects", "channel", "app", "subjects", List.of(UUID.randomUUID()))),
        ErrorCode.NOTICE_SENT);
  }
}
