package io.lethe.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.Clause;
import io.lethe.Runs;
import io.lethe.ServiceClock;
import io.lethe.ServiceDatabase;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whose data may not be collected again. */
@QuarkusTest
@TestProfile(FromSummer2026.class)
class BanResourceTest {

  private static JsonNode registers(String subject, String collectedAt) {
    return Api.items(Role.PRODUCT, "/records", registration(subject, collectedAt)).get(0);
  }

  private static Map<String, Object> registration(String subject, String collectedAt) {
    Map<String, Object> record = new HashMap<>();
    record.put("policy", "sens");
    record.put("category", "mandatory");
    record.put("subject", subject);
    record.put("fields", Map.of("email", subject + "@example.org"));
    if (!collectedAt.isEmpty()) {
      record.put("collectedAt", collectedAt);
    }
    return record;
  }

  private static Map<String, Object> ban(String subject) {
    return Map.of(
        "policy", "sens",
        "subject", subject,
        "authority", "guardian, request 17/2026",
        "reason", "under age");
  }

  @Test
  @Clause("sens-4.8")
  @ProducesCode(ErrorCode.SUBJECT_BANNED)
  void childWhoseGuardianDemandsItIsDestroyedAndDoesNotRegisterAgain() throws Exception {
    // Given a guardian's demand, granted with a ban
    String child = Requests.person("sens");
    JsonNode request =
        Requests.taken(
            Requests.with(Requests.of("sens", child, "destroy"), "representative", true));
    Requests.done(request, "evidence", Map.of());
    Requests.done(request, "decide", Map.of("outcome", "granted", "ban", true));

    // When the child registers again, before the next run and after it, with whatever date
    Problems.isRejected(registers(child, ""), ErrorCode.SUBJECT_BANNED, "subject");
    Runs.complete(Map.of("policy", "sens"));
    assertThat(Requests.view(request).path("subjectKey").asText()).isNotEmpty();
    Problems.isRejected(registers(child, ""), ErrorCode.SUBJECT_BANNED, "subject");
    Problems.isRejected(
        registers(child, "2026-06-15T09:03:00Z"), ErrorCode.SUBJECT_BANNED, "subject");
    Api.post(
            Role.PRODUCT,
            "/decisions",
            Map.of(
                "policy", "sens",
                "category", "mandatory",
                "subject", child,
                "action", "collect",
                "purpose", "account"))
        .body("permit", equalTo(false))
        .body("code", equalTo("SUBJECT_BANNED"));

    // Then the list has tokens of 16 bytes and no plain value, and others register
    assertThat(
            ServiceDatabase.value(
                "SELECT count(*) FROM tombstone WHERE banned AND length(token) <> 16"))
        .isEqualTo(0L);
    assertThat(registers("not-" + child, "").path("status").asText()).isEqualTo("accepted");
  }

  @Test
  @ProducesCode({ErrorCode.SUBJECT_BANNED, ErrorCode.BAN_NOT_IN_FORCE})
  void personWhoIsNotKnownIsBannedAndComesBackWhenTheBanIsLifted() {
    // Given
    Problems.isProblem(
        Api.post(Role.PRIVACY_OFFICER, "/subjects/bans/lift", ban("stranger")),
        ErrorCode.BAN_NOT_IN_FORCE);
    Api.post(Role.PRIVACY_OFFICER, "/subjects/bans", ban("stranger")).statusCode(201);
    Problems.isRejected(
        registers("stranger", "2026-06-15T09:04:00Z"), ErrorCode.SUBJECT_BANNED, "subject");

    // When it is lifted
    Api.post(Role.PRIVACY_OFFICER, "/subjects/bans/lift", ban("stranger")).statusCode(200);

    // Then what is collected after the ban was placed is accepted, and nothing older
    Problems.isRejected(
        registers("stranger", "2026-06-01T09:00:00Z"), ErrorCode.SUBJECT_DESTROYED, "subject");
    String after = ServiceClock.now().plusSeconds(60).toString();
    assertThat(registers("stranger", after).path("status").asText()).isEqualTo("accepted");
  }

  @Test
  void personWhoIsKnownIsBannedAndTheDataStays() {
    // Given
    String known = Requests.person("sens");

    // When
    Api.post(Role.PRIVACY_OFFICER, "/subjects/bans", ban(known)).statusCode(201);

    // Then nothing more is accepted nor decided to be, and events still are
    Api.post(
            Role.PRODUCT,
            "/decisions",
            Map.of(
                "policy", "sens",
                "category", "mandatory",
                "subject", known,
                "action", "collect",
                "purpose", "account"))
        .body("code", equalTo("SUBJECT_BANNED"));
    Problems.isRejected(registers(known, ""), ErrorCode.SUBJECT_BANNED, "subject");
    Api.event("sens", known, "last-activity", "2026-06-15T08:00:00Z");
    Api.post(Role.PRIVACY_OFFICER, "/subjects/bans/lift", ban(known)).statusCode(200);
    assertThat(registers(known, "2026-06-15T09:04:00Z").path("status").asText())
        .isEqualTo("accepted");
  }

  @Test
  void whoIsBannedAndStillThereKeepsNobodyElseOut() {
    // Given
    String known = Requests.person("sens");
    Api.post(Role.PRIVACY_OFFICER, "/subjects/bans", ban(known)).statusCode(201);

    // When both are sent at once
    List<JsonNode> items =
        Api.items(
            Role.PRODUCT,
            "/records",
            List.of(registration(known, ""), registration("beside-" + known, "")));

    // Then
    Problems.isRejected(items.get(0), ErrorCode.SUBJECT_BANNED, "subject");
    assertThat(items.get(1).path("status").asText()).isEqualTo("accepted");
  }

  @Test
  @ProducesCode(ErrorCode.BODY_SHAPE)
  void banComesWithADestructionOfEverythingAlone() {
    // Given
    JsonNode access = Requests.taken(Requests.of("sens", Requests.person("sens"), "information"));

    // Then
    Problems.isProblem(
        Requests.step(access, "decide", Map.of("outcome", "granted", "ban", true)),
        ErrorCode.BODY_SHAPE);
  }
}
