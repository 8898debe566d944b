package io.lethe.request;

import static io.lethe.request.Requests.done;
import static io.lethe.request.Requests.person;
import static io.lethe.request.Requests.step;
import static io.lethe.request.Requests.taken;
import static io.lethe.request.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Clause;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The dates of the five policies, as their clauses write them. */
@QuarkusTest
@TestProfile(FromSummer2026.class)
class RequestDatesResourceTest {

  private static JsonNode received(String policy, String type, String day) {
    return taken(
        with(Requests.of(policy, person(policy), type), "receivedAt", day + "T12:00:00+03:00"));
  }

  private static JsonNode evidenced(String policy, String type, String day) {
    JsonNode request = received(policy, type, day);
    assertThat(request.path("state").asText()).isEqualTo("AWAITING_EVIDENCE");
    assertThat(request.path("deadline").isNull()).isTrue();
    return done(request, "evidence", Map.of("at", day + "T12:00:00+03:00"));
  }

  @Test
  @Clause("express-9.1")
  void express91DeletionIsDoneInTheLawsSevenWorkingDaysOfTheEvidence() {
    // When
    JsonNode request = evidenced("express", "destroy", "2026-04-27");

    // Then
    assertThat(request.path("deadline").asText()).isEqualTo("2026-05-07");
    assertThat(request.path("state").asText()).isEqualTo("OPEN");
    assertThat(request.path("provisional").asBoolean()).isFalse();
  }

  @Test
  @Clause("racurs-2.5")
  void racurs25CopyIsGivenInTenWorkingDays() {
    assertThat(received("racurs", "copy", "2026-04-27").path("deadline").asText())
        .isEqualTo("2026-05-13");
  }

  @Test
  @Clause("racurs-8.4")
  void racurs84DataIsRectifiedInSevenWorkingDays() {
    assertThat(evidenced("racurs", "rectify", "2025-10-27").path("deadline").asText())
        .isEqualTo("2025-11-06");
  }

  @Test
  @Clause("racurs-8.5")
  void racurs85UnlawfulProcessingIsBlockedStoppedAndDestroyed() {
    // Given
    String subject = person("racurs");

    // When it was detected on 2026-04-29
    JsonNode stop = unlawful(subject, "stop_unlawful");
    JsonNode destroy = unlawful(subject, "destroy_unlawful");

    // Then both clocks have one start
    assertThat(stop.path("deadline").asText()).isEqualTo("2026-05-05");
    assertThat(destroy.path("deadline").asText()).isEqualTo("2026-05-15");
    assertThat(Requests.state("racurs", stop)).isEqualTo("BLOCKED");

    // And the stop leaves the block, until the destruction is granted
    Requests.granted(stop);
    assertThat(Requests.state("racurs", stop)).isEqualTo("BLOCKED");
    JsonNode granted = Requests.granted(destroy);
    assertThat(granted.path("state").asText()).isEqualTo("CARRYING_OUT");
    assertThat(granted.at("/effect/blocked").asInt()).isZero();
    assertThat(Requests.state("racurs", stop)).isEqualTo("DUE");
  }

  private static JsonNode unlawful(String subject, String type) {
    return taken(
        with(Requests.of("racurs", subject, type), "detectedAt", "2026-04-29T15:00:00+03:00"));
  }

  @Test
  @Clause("unnamed-rights")
  void unnamedRightsAreServedInTenWorkingDaysAndACorrectionInTheLawsSeven() {
    // When
    JsonNode access = received("unnamed_app", "access", "2026-02-16");
    JsonNode correction = evidenced("unnamed_app", "rectify", "2026-02-16");

    // Then
    assertThat(access.path("deadline").asText()).isEqualTo("2026-03-03");
    assertThat(correction.path("deadline").asText()).isEqualTo("2026-02-26");
  }

  @Test
  @Clause("unnamed-rights")
  void unnamedDeletionHasTheLawsTermOnceTheEvidenceIsThere() {
    // Given
    JsonNode request = received("unnamed_app", "delete", "2026-02-16");
    assertThat(request.path("deadline").asText()).isEqualTo("2026-03-03");

    // When
    JsonNode next = done(request, "evidence", Map.of("at", "2026-02-16T12:00:00+03:00"));

    // Then
    assertThat(next.path("deadline").asText()).isEqualTo("2026-02-26");
    assertThat(next.path("stricter").asText())
        .isEqualTo("152-FZ 20(3) allows P7BD, the policy allows P10BD");
  }

  @Test
  @Clause("sens-4.4.1")
  void sens441DataIsCorrectedInSevenWorkingDaysOfTheEvidence() {
    assertThat(evidenced("sens", "rectify", "2025-12-24").path("deadline").asText())
        .isEqualTo("2026-01-14");
    assertThat(evidenced("sens", "destroy", "2025-12-24").path("deadline").asText())
        .isEqualTo("2026-01-14");
  }

  @Test
  @Clause("sens-4.4.2")
  @ProducesCode({ErrorCode.NOTICE_LATE, ErrorCode.EXTENSION_NOT_ALLOWED})
  void sens442ProcessingStopsInTenWorkingDaysAndFiveMoreByANoticeInTime() {
    // Given
    JsonNode request = received("sens", "stop_processing", "2025-12-22");
    assertThat(request.path("deadline").asText()).isEqualTo("2026-01-15");

    // When the notice is late, in time, and one too many
    var late = extend(request, "2026-01-16T00:00:00+03:00");
    JsonNode extended =
        done(
            request,
            "extend",
            Map.of("reason", "complexity", "noticeAt", "2026-01-15T23:59:00+03:00"));
    var again = extend(request, "2026-01-16T12:00:00+03:00");

    // Then
    Problems.isProblem(late, ErrorCode.NOTICE_LATE);
    assertThat(extended.path("deadline").asText()).isEqualTo("2026-01-22");
    assertThat(extended.at("/extension/reason").asText()).isEqualTo("complexity");
    Problems.isProblem(again, ErrorCode.EXTENSION_NOT_ALLOWED);
  }

  private static io.restassured.response.ValidatableResponse extend(JsonNode request, String at) {
    return step(request, "extend", Map.of("reason", "complexity", "noticeAt", at));
  }

  @Test
  @Clause("sens-4.4.3")
  void sens443InformationIsGivenInTenWorkingDaysAndFiveMore() {
    // Given
    JsonNode request = received("sens", "information", "2026-04-27");
    assertThat(request.path("deadline").asText()).isEqualTo("2026-05-13");

    // When
    JsonNode extended =
        done(
            request,
            "extend",
            Map.of("reason", "verification", "noticeAt", "2026-05-12T12:00:00+03:00"));

    // Then
    assertThat(extended.path("deadline").asText()).isEqualTo("2026-05-20");
  }

  @Test
  @Clause("sens-4.1.7.2")
  void sens4172ListOfThirdPartiesHasTenAndFiveWorkingDaysAndIsFreeOnceAYear() {
    // Given
    String subject = person("sens");
    Map<String, Object> list = Requests.of("sens", subject, "third_party_disclosures");

    // When it is asked for in two years, and twice in one of them
    JsonNode last = taken(with(list, "receivedAt", "2025-12-22T12:00:00+03:00"));
    JsonNode first = taken(with(list, "receivedAt", "2026-04-27T12:00:00+03:00"));
    JsonNode second = taken(with(list, "receivedAt", "2026-06-08T12:00:00+03:00"));

    // Then
    assertThat(first.path("deadline").asText()).isEqualTo("2026-05-13");
    assertThat(last.path("free").asBoolean()).isTrue();
    assertThat(first.path("free").asBoolean()).isTrue();
    assertThat(second.path("free").asBoolean()).isFalse();
    JsonNode extended =
        done(
            first,
            "extend",
            Map.of("reason", "third-parties", "noticeAt", "2026-05-12T12:00:00+03:00"));
    assertThat(extended.path("deadline").asText()).isEqualTo("2026-05-20");
  }

  @ParameterizedTest
  @Clause("mst-gdpr")
  @CsvSource({
    "gdpr_access, 2026-02-28, 2026-04-28",
    "gdpr_rectify, 2026-02-28, 2026-04-28",
    "gdpr_delete, 2026-02-28, 2026-04-28",
    "restrict, 2026-02-28, 2026-04-28",
    "portability, 2026-02-28, 2026-04-28"
  })
  void mstGdprRightsHaveAMonthAndTwoMore(String type, String due, String extended) {
    // Given
    JsonNode request = received("mst_software", type, "2026-01-31");
    assertThat(request.path("deadline").asText()).isEqualTo(due);
    assertThat(request.at("/clocks/1/clause").asText()).isEqualTo("GDPR 12(3)");

    // When
    JsonNode next =
        done(
            request,
            "extend",
            Map.of("reason", "number-of-requests", "noticeAt", "2026-02-27T12:00:00+03:00"));

    // Then
    assertThat(next.path("deadline").asText()).isEqualTo(extended);
  }

  @Test
  @Clause("mst-ccpa")
  void mstCcpaRightsHaveThePolicysMonthWithinTheLawsFortyFiveDays() {
    // When
    JsonNode request = received("mst_software", "know", "2026-01-31");

    // Then
    assertThat(request.path("deadline").asText()).isEqualTo("2026-02-28");
    assertThat(request.at("/clocks/0/lastDay").asText()).isEqualTo("2026-02-28");
    assertThat(request.at("/clocks/1/law").asText()).isEqualTo("us-ccpa");
    assertThat(request.at("/clocks/1/lastDay").asText()).isEqualTo("2026-03-17");
    assertThat(received("mst_software", "ccpa_delete", "2026-01-31").path("deadline").asText())
        .isEqualTo("2026-02-28");
  }

  @Test
  void lawsDefaultCountsWhereThePolicyHasNone() {
    // When
    JsonNode withdrawal = received("sens", "withdraw-consent", "2025-12-10");
    JsonNode access = received("express", "disclosures", "2026-04-27");

    // Then the thirty days are not rolled over the holidays
    assertThat(withdrawal.path("deadline").asText()).isEqualTo("2026-01-09");
    assertThat(withdrawal.path("rule").isNull()).isTrue();
    assertThat(withdrawal.path("clause").asText()).isEqualTo("152-FZ 21(5)");
    assertThat(withdrawal.path("stricter").asText())
        .isEqualTo("152-FZ 21(5) allows P30D, the policy sets no limit");
    assertThat(access.path("deadline").asText()).isEqualTo("2026-05-13");
  }
}
