package io.lethe.subject;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.Clause;
import io.lethe.ConsoleLog;
import io.lethe.ServiceClock;
import io.lethe.ServiceDatabase;
import io.lethe.access.LimitedGrants;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Decisions by what is known of a person. */
@QuarkusTest
class DecisionResourceTest {

  private final String subject = "decided-" + UUID.randomUUID();

  private static Instant ago(long seconds) {
    return ServiceClock.now().minusSeconds(seconds);
  }

  private String record(String policy, String category, Map<String, ?> fields) {
    return Api.record(policy, category, subject, fields);
  }

  private void subscriber() {
    record("sens", "mandatory", Map.of("gender", "f"));
    record("sens", "advertising_mailing", Map.of("email", "a@example.org"));
  }

  private Decisions mailing() {
    return Decisions.may("sens", "advertising_mailing", "use", "mailing").of(subject);
  }

  private Decisions infobip() {
    return Decisions.may("sens", "advertising_mailing", "provide", "mailing")
        .of(subject)
        .to("infobip");
  }

  private Decisions account() {
    return Decisions.may("sens", "mandatory", "use", "account").of(subject);
  }

  @ParameterizedTest
  @CsvSource({"none, POLICY_UNKNOWN", "unnamed_app, POLICY_NOT_ACTIVE", "express, PERMITTED"})
  void policyMustBeActive(String policy, String code) {
    assertThat(Decisions.may(policy, "app_user", "use", "access").code()).isEqualTo(code);
  }

  @Test
  @Clause({"express-5.1", "racurs-2.4"})
  void unlistedPurposeIsDeniedCountedAndLogged() {
    try (ConsoleLog log = ConsoleLog.take()) {
      // When
      JsonNode express = Decisions.may("express", "app_user", "use", "profiling").ask();
      JsonNode racurs = Decisions.may("racurs", "user_account", "use", "profiling").ask();

      // Then
      assertThat(express.toString())
          .isEqualTo(
              "{\"permit\":false,\"code\":\"PURPOSE_NOT_LISTED\",\"reason\":\"The purpose is none of"
                  + " the category's\",\"clause\":\"5.2\",\"grounds\":[],\"id\":null}");
      assertThat(racurs.path("code").asText()).isEqualTo("PURPOSE_NOT_LISTED");
      assertThat(log.text())
          .contains("denied PURPOSE_NOT_LISTED: policy express, category app_user, action use");
      assertThat(log.text()).doesNotContain("profiling");
      assertThat(RestAssured.get("/q/metrics").asString())
          .contains("lethe_decisions_denied_total{code=\"PURPOSE_NOT_LISTED\",policy=\"racurs\"}");
    }
  }

  @Test
  @Clause("express-6.6")
  void appUsersDataGoesToNoAnalytics() {
    // Given
    record("express", "app_user", Map.of("nickname", "a"));
    Decisions metrika =
        Decisions.may("express", "app_user", "transfer", "functionality")
            .of(subject)
            .to("yandex_metrika");
    Decisions state =
        Decisions.may("express", "app_user", "provide", "obligations")
            .of(subject)
            .to("state_bodies");

    // Then
    assertThat(metrika.code()).isEqualTo("RECIPIENT_CATEGORY");
    assertThat(state.code()).isEqualTo("NEED_MISSING");
    state.with("basis", List.of(Map.of("need", "legal-request", "reference", "77-12/26")));
    assertThat(state.code()).isEqualTo("PERMITTED");
  }

  @Test
  @Clause("express-7.1")
  void withdrawalStopsTheConsentPurposesAndNotTheContract() {
    // Given
    record("express", "app_user", Map.of("nickname", "a"));
    Decisions access = Decisions.may("express", "app_user", "use", "access").of(subject);
    Decisions functionality =
        Decisions.may("express", "app_user", "use", "functionality").of(subject);
    Decisions.event("express", subject, "consent-given", "", ago(60));
    assertThat(access.ask().path("grounds").toString()).isEqualTo("[\"consent\",\"contract\"]");
    assertThat(functionality.code()).isEqualTo("PERMITTED");

    // When
    Decisions.event("express", subject, "consent-withdrawn", "", ago(30));

    // Then
    assertThat(access.ask().path("grounds").toString()).isEqualTo("[\"contract\"]");
    assertThat(functionality.code()).isEqualTo("GROUND_MISSING");
  }

  @Test
  @Clause("express-ua-4.7.3")
  void contactsAreNeverTransferredAndABlockingOrderStillWorks() {
    // Given
    String record =
        record("express", "app_user_contacts", Map.of("contact_phone_number", "+79161234567"));
    Decisions transfer =
        Decisions.may("express", "app_user_contacts", "transfer", "access").of(subject);

    // Then
    for (String recipient : List.of("yandex_metrika", "1c_bitrix", "state_bodies")) {
      JsonNode denied = transfer.to(recipient).ask();
      assertThat(denied.path("code").asText()).isEqualTo("ACTION_NOT_LISTED");
      assertThat(denied.path("clause").asText()).isEqualTo("UA 4.7.3");
    }
    assertThat(Decisions.may("express", "app_user_contacts", "block", "access").of(subject).code())
        .isEqualTo("PERMITTED");
    Api.post(
            Role.PRIVACY_OFFICER,
            "/blocks",
            Map.of("policy", "express", "subject", subject, "reason", "order by law"))
        .statusCode(201);
    assertThat((String) Api.get(Role.PRODUCT, "/records/" + record).extract().path("state"))
        .isEqualTo("BLOCKED");
  }

  @Test
  @Clause("racurs-6.1")
  void transferWithoutABasisIsDenied() {
    // Given
    record("racurs", "user_account", Map.of("email", "a@example.org"));
    Decisions court =
        Decisions.may("racurs", "user_account", "provide", "obligations")
            .of(subject)
            .to("court_or_state_body");
    Decisions other =
        Decisions.may("racurs", "user_account", "provide", "contract").of(subject).to("other");

    // Then
    assertThat(court.code()).isEqualTo("NEED_MISSING");
    assertThat(other.code()).isEqualTo("CONSENT_MISSING");
    assertThat(court.to("data_broker").code()).isEqualTo("RECIPIENT_UNKNOWN");
    assertThat(Decisions.may("racurs", "user_account", "provide", "contract").of(subject).code())
        .isEqualTo("RECIPIENT_MISSING");
    court.to("court_or_state_body").with("basis", List.of(Map.of("need", "legal-request")));
    assertThat(court.code()).isEqualTo("PERMITTED");
    Decisions.event("racurs", subject, "consent-given", "contract", ago(10));
    assertThat(other.code()).isEqualTo("PERMITTED");
  }

  @Test
  @Clause("racurs-4.2")
  void withdrawalLeavesWhatContractAndLawDemandAndAHoldDeniesNothing() {
    // Given
    record("racurs", "user_account", Map.of("email", "a@example.org"));
    Decisions contract = Decisions.may("racurs", "user_account", "use", "contract").of(subject);
    Decisions books = Decisions.may("racurs", "user_account", "use", "obligations").of(subject);
    Api.post(
            Role.PRIVACY_OFFICER,
            "/holds",
            Map.of("policy", "racurs", "subject", subject, "reason", "accounting"))
        .statusCode(201);

    // When
    Decisions.event("racurs", subject, "consent-withdrawn", "", ago(60));
    JsonNode withdrawn = contract.ask();
    Decisions.event("racurs", subject, "contract-ended", "", ago(30));

    // Then
    assertThat(withdrawn.path("grounds").toString()).isEqualTo("[\"contract\"]");
    assertThat(contract.code()).isEqualTo("GROUND_MISSING");
    assertThat(books.ask().path("grounds").toString()).isEqualTo("[\"law\"]");
    assertThat(Decisions.may("racurs", "user_account", "store", "contract").of(subject).code())
        .isEqualTo("PERMITTED");
  }

  @Test
  @Clause("sens-3.3")
  void recipientAbroadGetsNothingWithoutConsent() {
    // Given
    subscriber();

    // Then
    JsonNode denied = infobip().ask();
    assertThat(denied.path("code").asText()).isEqualTo("CONSENT_MISSING");
    assertThat(denied.path("clause").asText()).isEqualTo("6.1, App. 2(2)");
    Decisions.event("sens", subject, "consent-given", "mailing", ago(60));
    assertThat(infobip().with("country", "GB").code()).isEqualTo("PERMITTED");
    assertThat(infobip().with("country", "US").code()).isEqualTo("RECIPIENT_COUNTRY");
  }

  @Test
  @Clause("sens-3.7")
  void consentToARefundIsWithdrawnByItself() {
    // Given
    subscriber();
    Decisions refund = Decisions.may("sens", "payment_data", "use", "refund").of(subject);
    Decisions.event("sens", subject, "consent-given", "", ago(60));
    assertThat(refund.code()).isEqualTo("PERMITTED");

    // When
    Decisions.event("sens", subject, "consent-withdrawn", "refund", ago(30));

    // Then
    assertThat(refund.ask().path("clause").asText()).isEqualTo("3.7");
    assertThat(refund.code()).isEqualTo("GROUND_MISSING");
    assertThat(mailing().code()).isEqualTo("PERMITTED");
    assertThat(account().code()).isEqualTo("PERMITTED");
  }

  @Test
  @Clause("sens-5.1")
  void researchIsOnDepersonalizedDataAlone() {
    // Given
    subscriber();
    Decisions.event("sens", subject, "consent-given", "", ago(60));

    // Then
    JsonNode denied = Decisions.may("sens", "mandatory", "use", "research").of(subject).ask();
    assertThat(denied.path("code").asText()).isEqualTo("DEPERSONALIZED_ONLY");
    assertThat(denied.path("clause").asText()).isEqualTo("5.1");
    assertThat(Decisions.may("sens", "mandatory", "depersonalize", "research").of(subject).code())
        .isEqualTo("PERMITTED");
  }

  @Test
  @Clause({"sens-5.3", "sens-6.4"})
  void withdrawalOfTheMailingStopsItAndItsRecipientsAndNamesWhatSurvives() {
    // Given
    subscriber();
    Decisions.event("sens", subject, "consent-given", "mailing", ago(60));
    assertThat(mailing().code()).isEqualTo("PERMITTED");
    assertThat(infobip().code()).isEqualTo("PERMITTED");

    // When
    Decisions.event("sens", subject, "consent-withdrawn", "mailing", ago(30));

    // Then
    JsonNode denied = mailing().ask();
    assertThat(denied.path("code").asText()).isEqualTo("GROUND_MISSING");
    assertThat(denied.path("clause").asText()).isEqualTo("6.1-6.2");
    assertThat(denied.path("reason").asText()).contains("consent ended by consent-withdrawn at ");
    assertThat(infobip().code()).isEqualTo("CONSENT_MISSING");
    assertThat(infobip().to("sms_aero").code()).isEqualTo("CONSENT_MISSING");
    JsonNode stays = account().ask();
    assertThat(stays.path("permit").asBoolean()).isTrue();
    assertThat(stays.path("reason").asText()).isEqualTo("purpose account rests on contract");
  }

  @Test
  @Clause({"mst-order-email", "mst-unsubscribe"})
  void orderEmailIsForTheOrderAndUnsubscribingIsImmediate() {
    // Given
    record("mst_software", "order_email", Map.of("email", "a@example.org"));
    record("mst_software", "account", Map.of("email", "a@example.org"));
    Decisions newsletter = Decisions.may("mst_software", "account", "use", "mailing").of(subject);
    Decisions.event("mst_software", subject, "consent-given", "mailing", ago(60));

    // Then
    assertThat(Decisions.may("mst_software", "order_email", "use", "mailing").of(subject).code())
        .isEqualTo("PURPOSE_NOT_LISTED");
    assertThat(Decisions.may("mst_software", "order_email", "use", "order").of(subject).code())
        .isEqualTo("PERMITTED");
    assertThat(newsletter.code()).isEqualTo("PERMITTED");
    Decisions.event("mst_software", subject, "opted-out", "mailing", ServiceClock.now());
    assertThat(newsletter.code()).isEqualTo("GROUND_MISSING");
  }

  @Test
  void achievedPurposeHasEndedWhateverItRestedOn() {
    // Given
    subscriber();

    // When
    Decisions.event("sens", subject, "purpose-achieved", "account", ago(1));

    // Then
    assertThat(account().code()).isEqualTo("PURPOSE_ACHIEVED");
    assertThat(Decisions.may("sens", "mandatory", "use", "obligations").of(subject).code())
        .isEqualTo("PERMITTED");
  }

  @Test
  void blockOverPersonCategoryOrPolicyLeavesStoringRectifyingAndDestroying() {
    // Given
    subscriber();
    for (Map<String, String> scope :
        List.of(
            Map.of("policy", "sens", "subject", subject),
            Map.of("policy", "sens", "subject", subject, "category", "mandatory"),
            Map.of("policy", "sens", "category", "mandatory"))) {
      Map<String, String> order = new java.util.HashMap<>(scope);
      order.put("reason", "verification");
      String id =
          Api.post(Role.PRIVACY_OFFICER, "/blocks", order).statusCode(201).extract().path("id");

      // Then
      assertThat(account().code()).as("%s", scope).isEqualTo("SUBJECT_BLOCKED");
      for (String action : List.of("store", "change", "delete", "destroy", "block")) {
        assertThat(Decisions.may("sens", "mandatory", action, "account").of(subject).code())
            .as(action)
            .isEqualTo("PERMITTED");
      }
      Api.post(Role.PRIVACY_OFFICER, "/blocks/" + id + "/release").statusCode(200);
      assertThat(account().code()).isEqualTo("PERMITTED");
    }
  }

  @Test
  void nobodyUnknownOrDestroyedIsPermittedAnything() {
    // Given
    assertThat(account().code()).isEqualTo("SUBJECT_UNKNOWN");
    subscriber();
    String key = Decisions.key("sens", subject);
    ServiceDatabase.execute(
        "INSERT INTO tombstone (bucket, token, policy, version, destroyed_at) SELECT bucket, token,"
            + " policy, version, now() FROM subject_token WHERE subject_id = ?::uuid",
        key);
    assertThat(account().code()).isEqualTo("PERMITTED"); // came back

    // When
    ServiceDatabase.execute("DELETE FROM subject_token WHERE subject_id = ?::uuid", key);

    // Then
    assertThat(account().code()).isEqualTo("SUBJECT_DESTROYED");
    ServiceDatabase.execute(
        "UPDATE tombstone SET banned = true WHERE destroyed_at > now() - interval '1 minute'");
    assertThat(account().code()).isEqualTo("SUBJECT_BANNED");
    ServiceDatabase.execute("DELETE FROM tombstone WHERE banned");
  }

  @Test
  void keysAreReadAgainWhenAnotherEpochHasBegun() {
    // Given
    subscriber();

    // When
    ServiceDatabase.execute(
        "UPDATE key_epoch SET epoch = epoch + 1, generation = generation + 1"
            + " WHERE policy = 'sens'");

    // Then
    assertThat(account().code()).isEqualTo("PERMITTED");
  }

  @Test
  void transferIsOfAPersonsDataAndRegisteredWithThePerson() {
    assertThat(Decisions.may("sens", "mandatory", "provide", "account").to("selectel").code())
        .isEqualTo("SUBJECT_MISSING");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"need\":\"consent\"}",
        "{\"need\":\"CONFIDENTIALITY\"}",
        "{\"need\":\"confidentiality\",\"reference\":\"a@example.org\"}",
        "{\"need\":\"confidentiality\",\"reference\":\"+7 916 123-45-67\"}",
        "{\"reference\":\"1\"}",
        "null"
      })
  void basisThatCannotBeAttestedIsRefused(String basis) {
    // When
    ValidatableResponse response =
        Api.post(
            Role.PRODUCT,
            "/decisions",
            "{\"policy\":\"sens\",\"category\":\"mandatory\",\"action\":\"use\",\"purpose\":"
                + "\"account\",\"basis\":["
                + basis
                + "]}");

    // Then
    Problems.isProblem(response, ErrorCode.BODY_SHAPE);
  }

  @Test
  void grantsBoundWhatMayBeAskedAndWhoMayGiveConsent() {
    // Given
    subscriber();
    Map<String, Object> question = account().body();
    Map<String, String> consent =
        Map.of(
            "policy",
            "sens",
            "subject",
            subject,
            "type",
            "consent-given",
            "purpose",
            "mailing",
            "at",
            ago(5).toString());

    // When
    ValidatableResponse other = as("optional", "/decisions", question);
    ValidatableResponse own = as("mandatory", "/decisions", question);
    String foreign = as("mandatory", "/events", consent).extract().asString();
    String covered = as("advertising_mailing", "/events", consent).extract().asString();

    // Then
    Problems.isProblem(other, ErrorCode.FORBIDDEN);
    own.statusCode(200);
    assertThat(foreign).contains("FORBIDDEN");
    assertThat(covered).contains("\"accepted\":1");
  }

  private static ValidatableResponse as(String category, String path, Object body) {
    return Api.as(Role.PRODUCT, LimitedGrants.only("sens", category, ""))
        .contentType("application/json")
        .body(body)
        .post(path)
        .then();
  }
}
