package io.lethe.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.policy.Decision.Permitted;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the five packs allow, whoever's data it is; the subject's part is in other tests. */
class DecisionRulesTest {

  private static Decision decide(
      String policy, String category, String action, String purpose, String recipient, Need... of) {
    return decide(
        new Question(
            policy,
            category,
            action,
            purpose,
            Optional.ofNullable(recipient),
            Optional.empty(),
            Set.of(),
            Arrays.stream(of).collect(Collectors.toSet())));
  }

  private static Decision decide(Question question) {
    return DecisionRules.decide(PackVersions.of(question.policy()), question);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sens|nothing|use|account||CATEGORY_UNKNOWN|''",
        "express|usage_metadata|use|functionality||CATEGORY_BLOCKED|''",
        "sens|mandatory|transfer|account||ACTION_NOT_LISTED|1.5",
        "sens|mandatory|fly|account||ACTION_NOT_LISTED|1.5",
        "express|app_user_contacts|transfer|access|state_bodies|ACTION_NOT_LISTED|UA 4.7.3",
        "express|app_user|use|profiling||PURPOSE_NOT_LISTED|5.2",
        "sens|mandatory|use|mailing||PURPOSE_NOT_LISTED|6.1-6.2",
        "sens|mandatory|use|research||DEPERSONALIZED_ONLY|5.1",
        "sens|mandatory|provide|account||RECIPIENT_MISSING|App. 2",
        "sens|mandatory|use|account|vk|RECIPIENT_MISPLACED|''",
        "sens|mandatory|provide|account|nobody|RECIPIENT_UNKNOWN|App. 2",
        "sens|mandatory|provide|account|infobip|RECIPIENT_PURPOSE|6.1, App. 2(2)",
        "express|app_user|transfer|functionality|yandex_metrika|RECIPIENT_CATEGORY|6.6",
        "racurs|user_account|provide|communication|mailing_automation|RECIPIENT_FIELDS|1.9, 6.1",
        "racurs|user_account|provide|obligations|court_or_state_body|NEED_MISSING|6.1",
      })
  void firstCheckThatFailsDecidesWithItsClause(
      String policy,
      String category,
      String action,
      String purpose,
      String recipient,
      DecisionCode code,
      String clause) {
    // When
    Decision decision = decide(policy, category, action, purpose, recipient);

    // Then
    assertThat(decision.code()).isEqualTo(code);
    assertThat(decision.clause()).isEqualTo(clause);
    assertThat(decision.reason()).startsWith(code.title());
  }

  @Test
  void needThatIsAttestedIsThere() {
    // When
    Decision without = decide("mst_software", "account", "provide", "service", "service_providers");
    Decision with =
        decide(
            "mst_software",
            "account",
            "provide",
            "service",
            "service_providers",
            Need.CONFIDENTIALITY);

    // Then
    assertThat(without.code()).isEqualTo(DecisionCode.NEED_MISSING);
    assertThat(without.reason()).contains("confidentiality");
    assertThat(with.code()).isEqualTo(DecisionCode.PERMITTED);
    assertThat(DecisionRules.ofNobody(with).code()).isEqualTo(DecisionCode.SUBJECT_MISSING);
  }

  @Test
  void consentOrLawIsAskedOfTheSubjectUnlessTheLawIsAttested() {
    // When
    Decision asked = decide("mst_software", "account", "provide", "service", "affiliates");
    Decision byLaw =
        decide("mst_software", "account", "provide", "service", "affiliates", Need.CONSENT_OR_LAW);

    // Then
    assertThat(((Permitted) asked).consent()).isTrue();
    assertThat(((Permitted) byLaw).consent()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "racurs,       user_account, provide, contract, hosting_provider,  DE, RECIPIENT_COUNTRY",
    "racurs,       user_account, provide, contract, hosting_provider,  RU, PERMITTED",
    "mst_software, account,      provide, service,  service_providers, US, RECIPIENT_COUNTRY",
    "sens, advertising_mailing,  provide, mailing,  infobip,           GB, PERMITTED",
    "sens, advertising_mailing,  provide, mailing,  infobip,           US, RECIPIENT_COUNTRY",
    "unnamed_app,  user,         provide, software, service_provider,  US, PERMITTED",
  })
  void countryIsTheOneThatThePolicyDeclaresOrOneOfItsResidency(
      String policy,
      String category,
      String action,
      String purpose,
      String recipient,
      String country,
      DecisionCode code) {
    // When
    Decision decision =
        decide(
            new Question(
                policy,
                category,
                action,
                purpose,
                Optional.of(recipient),
                Optional.of(country),
                Set.of(),
                EnumSet.allOf(Need.class)));

    // Then
    assertThat(decision.code()).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({
    "email,        PERMITTED",
    "phone_number, RECIPIENT_FIELDS",
    "shoe_size,    FIELD_UNKNOWN",
  })
  void recipientGetsNoFieldsButItsOwn(String field, DecisionCode code) {
    // When
    Decision decision =
        decide(
            new Question(
                "racurs",
                "user_account",
                "provide",
                "communication",
                Optional.of("mailing_automation"),
                Optional.empty(),
                Set.of(field),
                Set.of(Need.CONFIDENTIALITY)));

    // Then
    assertThat(decision.code()).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({
    "sens,    mandatory,         destroy,      account",
    "sens,    mandatory,         depersonalize, research",
    "express, app_user_contacts, block,        access",
    "express, app_user_contacts, destroy,      access",
  })
  void whatTheLawDemandsAndWhatEndsProcessingNeedsNeitherListNorGround(
      String policy, String category, String action, String purpose) {
    // When
    Decision decision = decide(policy, category, action, purpose, null);

    // Then
    assertThat(decision.code()).isEqualTo(DecisionCode.PERMITTED);
    assertThat(((Permitted) decision).grounds()).isEmpty();
    assertThat(DecisionRules.ofNobody(decision)).isSameAs(decision);
  }

  @Test
  void permissionNamesTheGroundsAndTheClauseOfThePurpose() {
    // When
    Decision decision = decide("express", "app_user", "use", "access", null);

    // Then
    assertThat(decision.clause()).isEqualTo("5.1(1)");
    assertThat(decision.reason()).isEqualTo("purpose access rests on consent, contract");
    assertThat(((Permitted) decision).grounds())
        .isEqualTo(List.of(Ground.CONSENT, Ground.CONTRACT));
  }

  @Test
  void dataThatPassedAReidentificationTestIsNobodys() {
    // When
    Decision decision =
        decide(
            "unnamed_app",
            "cookies",
            "provide",
            "usability",
            "marketing",
            Need.REIDENTIFICATION_TEST);

    // Then
    assertThat(DecisionRules.ofNobody(decision).code()).isEqualTo(DecisionCode.PERMITTED);
  }
}
