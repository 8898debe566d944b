package io.lethe.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.Clause;
import io.lethe.time.Calendars;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyValidatorTest {

  private static final String FRAME =
      """
      policy: p
      title: P
      operator: {name: O, address: A}
      zone: Europe/Moscow
      purposes: {account: {grounds: [consent]}}
      """;
  private static final String RULE = "{from: last-activity, keep: P1Y, then: destroy}";
  private static final String DEPERSONALIZE =
      "{from: last-activity, keep: P1Y, then: depersonalize}";
  private static final String AFTERWARDS = "{from: depersonalized, keep: P5Y, then: destroy}";

  @Test
  void soundDocumentHasNoFinding() {
    // Given a document that lacks nothing
    String yaml = FRAME + category("{type: name, on-receipt: encrypt}", RULE);
    // When it is validated, Then nothing is found
    assertThat(findings(yaml)).isEmpty();
  }

  static Stream<Arguments> frames() {
    return Stream.of(
        Arguments.of("operator: {name: O}", "OPERATOR_INCOMPLETE operator"),
        Arguments.of("operator: {address: A}", "OPERATOR_INCOMPLETE operator"),
        Arguments.of("calendar: mars", "CALENDAR_UNKNOWN calendar"),
        Arguments.of("law: [ru-152-fz, moon-law]", "LAW_UNKNOWN law[1]"),
        Arguments.of("actions: [collect, store]", "DESTROY_NOT_LISTED actions"),
        Arguments.of(
            "recipients: {r: {purposes: [spam]}}", "PURPOSE_UNKNOWN recipients.r.purposes[0]"),
        Arguments.of(
            "recipients: {r: {purposes: [account], categories: [x]}}",
            "CATEGORY_UNKNOWN recipients.r.categories[0]"),
        Arguments.of(
            "recipients: {r: {purposes: [account], fields: [f, g]}}",
            "FIELD_UNKNOWN recipients.r.fields[1]"));
  }

  @ParameterizedTest
  @MethodSource("frames")
  void frameThatIsWrongIsAFinding(String line, String expected) {
    // Given a sound document, but for one line
    String key = line.substring(0, line.indexOf(':'));
    String frame = FRAME.replaceAll("(?m)^" + key + ":.*\n", "");
    String yaml = frame + line + "\n" + category("{type: name, on-receipt: encrypt}", RULE);
    // When it is validated, Then this is found and nothing else
    assertThat(findings(yaml)).containsExactly(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{from: consent-withdrawn, within: P6M, agreed: in_contract, then: destroy}",
        "{from: account-deleted, agreed: in_contract, then: destroy}"
      })
  void agreementThatLiftsNothingIsAFinding(String rule) {
    String yaml =
        FRAME
            + "flags: {in_contract: {value: true, clause: \"1.6\"}}\n"
            + category("{type: name, on-receipt: encrypt}", rule);

    assertThat(findings(yaml)).contains("RULE_CONTRADICTORY categories.c.retention[0].agreed");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void lawIsStricterWhereNothingElseIsAgreed(boolean agreed) {
    String yaml =
        FRAME
            + "flags: {in_contract: {value: %s}}\n".formatted(agreed)
            + category(
                "{type: name, on-receipt: encrypt}",
                "{from: account-deleted, within: P6M, agreed: in_contract, then: destroy}");

    assertThat(findings(yaml).contains("LAW_STRICTER categories.c.retention[0].within"))
        .isNotEqualTo(agreed);
  }

  @ParameterizedTest
  @CsvSource({
    "'from: account-deleted, keep: P60D', false, true",
    "'from: account-deleted, keep: P60D', true, false",
    "'from: purpose-achieved, keep: P60D, within: P1D', false, true",
    "'from: purpose-achieved, keep: P60D, within: P1D', true, false",
    "'from: purpose-achieved, keep: P20D', false, true",
    "'from: purpose-achieved, keep: P20D, within: P10D', false, false",
    "'from: purpose-achieved, keep: P20D, within: P11D', false, true",
    "'from: purpose-achieved, keep: P20BD, within: P1D', false, true",
    "'from: contract-ended, keep: P5Y', false, false",
  })
  void termBeyondTheLawsThirtyDaysIsAFindingUnlessAgreed(
      String terms, boolean agreed, boolean found) {
    // Given a rule of which a flag says whether it was agreed
    String flag = terms.contains("contract-ended") ? "" : ", agreed: in_contract";
    String yaml =
        FRAME
            + "flags: {in_contract: {value: %s}}\n".formatted(agreed)
            + category(
                "{type: name, on-receipt: encrypt}", "{" + terms + flag + ", then: destroy}");
    // When it is validated, Then keep and within together go beyond the limit, or do not
    assertThat(findings(yaml).contains("TERM_OUTLASTS_LAW categories.c.retention[0].keep"))
        .isEqualTo(found);
  }

  @ParameterizedTest
  @CsvSource({
    "account-deleted, 'account-deleted, the policy keep P3Y and within P30D; shorten them, or say"
        + " which flag tells that a contract has it so (agreed)'",
    "consent-withdrawn, 'consent-withdrawn, the policy keep P3Y and within P30D; shorten them, or"
        + " keep what another ground demands as a category with that purpose'"
  })
  void findingOfATermBeyondTheLawSaysHowToMendIt(String event, String message) {
    String yaml =
        FRAME
            + category(
                "{type: name, on-receipt: encrypt}",
                "{from: %s, keep: P3Y, within: P30D, then: destroy}".formatted(event));

    assertThat(PolicyReview.of(yaml, Operator.UNKNOWN, new Calendars()).findings())
        .filteredOn(finding -> finding.code().equals("TERM_OUTLASTS_LAW"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.WARNING))
        .satisfies(
            finding ->
                assertThat(finding.message())
                    .matches("152-FZ 21\\([45]\\) allows P30D after .*")
                    .endsWith(message));
  }

  static Stream<Arguments> categories() {
    return Stream.of(
        Arguments.of("{purposes: [account]}", "FIELDS_AND_TERMS_MISSING categories.c"),
        Arguments.of(
            "{purposes: [account], fields-assumed: true,"
                + " fields: {f: {type: text, on-receipt: keep}}}",
            "FIELDS_AND_TERMS_MISSING categories.c"),
        Arguments.of(
            "{purposes: [account], fields-assumed: true,"
                + " fields: {f: {type: text, on-receipt: keep}}, retention: ["
                + RULE
                + "]}",
            "FIELDS_MISSING categories.c.fields"),
        Arguments.of(
            "{purposes: [account], fields: {}, retention: [" + RULE + "]}",
            "FIELDS_MISSING categories.c.fields"),
        Arguments.of(
            "{purposes: [account], fields: {f: {type: text, on-receipt: keep}}, retention: []}",
            "TERM_MISSING categories.c.retention"),
        Arguments.of(
            "{fields: {f: {type: text, on-receipt: keep}}, retention: [" + RULE + "]}",
            "PURPOSE_MISSING categories.c.purposes"),
        Arguments.of(
            "{purposes: [spam], fields: {f: {type: text, on-receipt: keep}}, retention: ["
                + RULE
                + "]}",
            "PURPOSE_UNKNOWN categories.c.purposes[0]"),
        Arguments.of(
            "{purposes: [account], gaps: [{clause: 4.1, text: open}],"
                + " fields: {f: {type: text, on-receipt: keep}}, retention: ["
                + RULE
                + "]}",
            "GAP_DECLARED categories.c.gaps[0]"));
  }

  @ParameterizedTest
  @MethodSource("categories")
  void categoryThatLacksSomethingIsAFinding(String category, String expected) {
    // Given a document with this category
    String yaml = FRAME + "categories: {c: " + category + "}\n";
    // When it is validated, Then this is found and nothing else
    assertThat(findings(yaml)).containsExactly(expected);
  }

  static Stream<Arguments> rules() {
    return Stream.of(
        Arguments.of(DEPERSONALIZE, "DEPERSONALIZED_WITHOUT_TERM categories.c.retention"),
        Arguments.of(
            DEPERSONALIZE + ", {from: consent-withdrawn, then: destroy}",
            "DEPERSONALIZED_WITHOUT_TERM categories.c.retention"),
        Arguments.of(
            "{from: full-moon, then: destroy}", "EVENT_UNKNOWN categories.c.retention[0].from"),
        Arguments.of(RULE + ", " + AFTERWARDS, "RULE_CONTRADICTORY categories.c.retention[1]"),
        Arguments.of(
            DEPERSONALIZE
                + ", "
                + AFTERWARDS
                + ", {from: depersonalized, keep: P1Y, then: depersonalize}",
            "RULE_CONTRADICTORY categories.c.retention[2]"),
        Arguments.of(AFTERWARDS, "TERM_MISSING RULE_CONTRADICTORY"),
        Arguments.of(
            "{from: account-deleted, within: P60D, then: destroy}",
            "LAW_STRICTER categories.c.retention[0].within"),
        Arguments.of(
            "{from: consent-withdrawn, within: P1M, then: destroy}",
            "LAW_STRICTER categories.c.retention[0].within"),
        Arguments.of(
            "{from: consent-withdrawn, within: P25BD, then: destroy}",
            "LAW_STRICTER categories.c.retention[0].within"));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void ruleThatIsWrongIsAFinding(String rules, String expected) {
    // Given a document whose category has these rules
    String yaml = FRAME + category("{type: name, on-receipt: encrypt}", rules);
    // When it is validated, Then this is found
    List<String> found = findings(yaml);
    if (expected.contains("categories.")) {
      assertThat(found).containsExactly(expected);
    } else {
      assertThat(found).extracting(text -> text.split(" ")[0]).containsExactly(expected.split(" "));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{from: account-deleted, within: P30D, then: destroy}",
        "{from: account-deleted, within: P10BD, then: destroy}",
        "{from: account-deleted, then: destroy}",
        "{from: last-activity, keep: P1Y, within: P90D, then: destroy}"
      })
  void ruleWithinTheLawIsNoFinding(String rule) {
    // Given a rule whose term the law does not shorten, When validated, Then nothing is found
    assertThat(findings(FRAME + category("{type: name, on-receipt: encrypt}", rule))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[contract]", "[consent, law]"})
  void withdrawalThatLeavesAnotherGroundIsAWarning(String grounds) {
    // Given a category whose purpose has another ground than consent
    String yaml =
        FRAME.replace("[consent]", grounds)
            + category(
                "{type: name, on-receipt: encrypt}", "{from: consent-withdrawn, then: destroy}");
    // When it is validated
    List<Finding> findings = validate(yaml);
    // Then the rule is told of, and blocks nothing
    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).code()).isEqualTo("RULE_NEVER_STARTS");
    assertThat(findings.get(0).path()).isEqualTo("categories.c.retention[0]");
    assertThat(findings.get(0).severity()).isEqualTo(Severity.WARNING);
    assertThat(findings.get(0).message()).contains("[account]");
  }

  @Test
  void withdrawalMayStartARuleOnceTheOtherGroundsHaveEnded() {
    // Given a category whose purpose rests on a contract as well, which an event ends
    String yaml =
        FRAME.replace("[consent]", "[consent, contract]")
            + category(
                "{type: name, on-receipt: encrypt}", "{from: consent-withdrawn, then: destroy}");
    // When it is validated, Then nothing is found
    assertThat(validate(yaml)).isEmpty();
  }

  @Test
  void clauseOfWhatThePolicyDoesNotListIsFound() {
    // Given clauses of a list and of a category, and one of neither
    String yaml =
        FRAME
            + "clauses: {actions: '1.5', c: '2', nothing: '3'}\n"
            + category("{type: name, on-receipt: encrypt}", "{from: collected, then: destroy}");
    // When it is validated
    List<Finding> findings = validate(yaml);
    // Then
    assertThat(findings).extracting(Finding::path).containsExactly("clauses.nothing");
    assertThat(findings).extracting(Finding::code).containsExactly("KEY_UNKNOWN");
  }

  @Test
  @Clause("express-6.5")
  void depersonalizationOutsideTheListOfActionsKeepsThePolicyFromActivation() {
    // Given a policy that lists its actions without depersonalization (express-6.5)
    String yaml =
        FRAME
            + "actions: [collect, store, destroy]\n"
            + category("{type: name, on-receipt: encrypt}", DEPERSONALIZE + ", " + AFTERWARDS);
    // When it is validated
    List<Finding> findings = validate(yaml);
    // Then the rule is an error
    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).code()).isEqualTo("ACTION_NOT_ALLOWED");
    assertThat(findings.get(0).path()).isEqualTo("categories.c.retention[0].then");
    assertThat(findings.get(0).severity()).isEqualTo(Severity.BLOCKS_POLICY);
  }

  @Test
  void categoryCannotAllowMoreThanItsPolicy() {
    // Given a category with an action that its policy lacks
    String yaml =
        FRAME
            + "actions: [collect, destroy]\n"
            + "categories: {c: {purposes: [account], actions: [collect, transfer, destroy],"
            + " fields: {f: {type: text, on-receipt: keep}}, retention: ["
            + RULE
            + "]}}\n";
    // When it is validated, Then that is found
    assertThat(findings(yaml)).containsExactly("ACTION_NOT_ALLOWED categories.c.actions");
  }

  @Test
  void operatorOfTheConfigurationCompletesTheDocuments() {
    // Given a document with a name alone, and a configured name and address
    PolicyDocument document =
        PolicyParser.parse(
                FRAME.replace(", address: A", "")
                    + category("{type: name, on-receipt: encrypt}", RULE))
            .document()
            .orElseThrow();
    // When the operator is completed
    PolicyDocument completed =
        document.completedBy(new Operator(Optional.of("other"), Optional.of("street")));
    // Then the document's name stays, and nothing is missing
    assertThat(completed.operator())
        .isEqualTo(new Operator(Optional.of("O"), Optional.of("street")));
    assertThat(new PolicyValidator(new Calendars()).validate(completed)).isEmpty();
  }

  private static String category(String field, String rules) {
    return "categories: {c: {purposes: [account], fields: {f: "
        + field
        + "}, retention: ["
        + rules
        + "]}}\n";
  }

  private static List<String> findings(String yaml) {
    return validate(yaml).stream().map(finding -> finding.code() + " " + finding.path()).toList();
  }

  private static List<Finding> validate(String yaml) {
    PolicyParser.Parsed parsed = PolicyParser.parse(yaml);
    assertThat(parsed.findings()).isEmpty();
    return new PolicyValidator(new Calendars()).validate(parsed.document().orElseThrow());
  }
}
