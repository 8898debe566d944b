package io.lethe.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.lethe.Clause;
import io.lethe.time.Calendars;
import io.lethe.time.Term;
import io.lethe.transform.FieldRule;
import io.lethe.transform.Generalize;
import io.lethe.transform.Method;
import io.lethe.transform.ValueType;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The five packs, with every finding each has. */
class PolicyPacksTest {

  static final List<String> NAMES = PolicyPacks.NAMES;

  private final Calendars calendars = new Calendars();

  @ParameterizedTest
  @FieldSource("NAMES")
  void packIsWellFormedAndBearsItsName(String name) {
    // Given a pack's text
    String yaml = PolicyPacks.yaml(name);
    // When it is read
    PolicyParser.Parsed parsed = PolicyParser.parse(yaml);
    // Then there is nothing to mend, and what all packs share holds
    assertThat(parsed.findings()).isEmpty();
    PolicyDocument document = parsed.document().orElseThrow();
    assertThat(document.policy()).isEqualTo(name);
    assertThat(document.zone().getId()).isEqualTo("Europe/Moscow");
    assertThat(document.phoneRegion()).isEqualTo("RU");
    assertThat(document.calendar()).isEqualTo("ru");
    assertThat(document.law()).containsExactly("ru-152-fz");
  }

  static Stream<Arguments> findings() {
    return Stream.of(
        Arguments.of(
            "express",
            List.of(
                "OPERATOR_INCOMPLETE operator",
                "TERM_OUTLASTS_LAW categories.app_user.retention[0].keep",
                "GAP_DECLARED categories.website_visitor.gaps[0]",
                "GAP_DECLARED categories.website_visitor.gaps[1]",
                "TERM_MISSING categories.usage_metadata.retention")),
        Arguments.of(
            "racurs",
            List.of(
                "LAW_STRICTER categories.user_account.retention[0].within",
                "RULE_NEVER_STARTS categories.user_account.retention[1]",
                "FIELDS_AND_TERMS_MISSING categories.employee")),
        Arguments.of(
            "unnamed_app",
            List.of(
                "OPERATOR_INCOMPLETE operator",
                "GAP_DECLARED categories.user.gaps[0]",
                "GAP_DECLARED categories.cookies.gaps[0]")),
        Arguments.of(
            "sens",
            List.of(
                "OPERATOR_INCOMPLETE operator",
                "DESTROY_NOT_LISTED actions",
                "GAP_DECLARED categories.mandatory.gaps[0]",
                "GAP_DECLARED categories.optional.gaps[0]",
                "GAP_DECLARED categories.automatic.gaps[0]",
                "GAP_DECLARED categories.request_file.gaps[0]")),
        Arguments.of(
            "mst_software",
            List.of(
                "LAW_STRICTER categories.account.retention[1].within",
                "LAW_STRICTER categories.conversation.retention[1].within",
                "LAW_STRICTER categories.end_user.retention[1].within",
                "TERM_MISSING categories.log.retention",
                "TERM_MISSING categories.social_public.retention",
                "LAW_STRICTER categories.order_email.retention[1].within",
                "FIELDS_AND_TERMS_MISSING categories.personnel")));
  }

  @ParameterizedTest
  @MethodSource("findings")
  void packHasExactlyTheFindingsOfItsPolicy(String name, List<String> expected) {
    // Given a pack, without configuration
    String yaml = PolicyPacks.yaml(name);
    // When it is reviewed
    PolicyReview review = PolicyReview.of(yaml, Operator.UNKNOWN, calendars);
    // Then these are the findings, no fewer and no more
    assertThat(review.findings())
        .extracting(finding -> finding.code() + " " + finding.path())
        .containsExactlyElementsOf(expected);
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void packCanBeActivatedOnceItsOperatorIsConfigured(String name) {
    // Given a pack, and an operator in configuration
    Operator configured = new Operator(Optional.of("Sample LLC"), Optional.of("1 Sample Street"));
    // When it is reviewed
    PolicyReview review = PolicyReview.of(PolicyPacks.yaml(name), configured, calendars);
    // Then nothing keeps the policy from being activated
    assertThat(review.findings())
        .extracting(Finding::severity)
        .doesNotContain(Severity.BLOCKS_POLICY);
  }

  @Test
  void mandatoryDataOfSensIsWhatItsPolicyNames() {
    // Given the category
    Category mandatory = pack("sens").categories().get("mandatory");
    // When its fields are looked at
    List<FieldRule> fields = mandatory.fields();
    // Then they are the policy's
    assertThat(fields)
        .extracting(FieldRule::name)
        .containsExactly(
            "first_name",
            "last_name",
            "date_of_birth",
            "photo",
            "phone_number",
            "email",
            "gender",
            "country",
            "city");
    assertThat(mandatory.field("date_of_birth").orElseThrow().onDepersonalize())
        .isEqualTo(new Generalize.Years(5));
    assertThat(mandatory.quasiIdentifiers())
        .containsExactlyInAnyOrder("gender", "country", "city", "date_of_birth");
  }

  @Test
  void retentionOfSensIsTheOneOfItsAppendix() {
    // Given the category, When its rules are read
    List<RetentionRule> rules = pack("sens").categories().get("mandatory").retention();
    // Then they are as the clauses say
    assertThat(rules)
        .containsExactly(
            rule(0, "last-activity", "P1Y", "P30D", Action.DEPERSONALIZE, "App. 1, 3.10"),
            rule(1, "account-deleted", null, "P30D", Action.DEPERSONALIZE, "3.9"),
            rule(2, "depersonalized", "P5Y", null, Action.DESTROY, "App. 1"),
            rule(3, "last-activity", "P5Y", null, Action.DESTROY, "5.6"));
  }

  @Test
  @Clause({"racurs-2.2", "mst-personnel"})
  void fieldsThatAPolicyDoesNotNameAreAssumed() {
    // Given the categories whose data no clause names (racurs-2.2, mst-personnel)
    Category employee = pack("racurs").categories().get("employee");
    Category personnel = pack("mst_software").categories().get("personnel");
    // When their fields are looked at, Then they are there, protected, and marked as assumed
    assertThat(employee.fields())
        .extracting(FieldRule::name, FieldRule::type, FieldRule::onReceipt)
        .containsExactly(
            tuple("full_name", ValueType.NAME, new Method.Encrypt(false)),
            tuple("email", ValueType.EMAIL, new Method.Encrypt(true)),
            tuple("phone_number", ValueType.PHONE, new Method.Encrypt(true)));
    assertThat(personnel.fields())
        .extracting(FieldRule::name, FieldRule::type, FieldRule::onReceipt)
        .containsExactly(tuple("hr_data", ValueType.TEXT, new Method.Encrypt(false)));
    assertThat(List.of(employee, personnel)).allMatch(Category::fieldsAssumed);
  }

  @Test
  @Clause("express-6.5")
  void expressNeverDepersonalizes() {
    // Given the pack, When its categories are looked at, Then none depersonalizes (express-6.5)
    assertThat(pack("express").actions()).doesNotContain("depersonalize");
    assertThat(pack("express").categories().values()).noneMatch(Category::depersonalizes);
  }

  @Test
  void deletedAccountOfMstIsGoneWithinTheLawsTermAndTheReasonIsShown() {
    // Given the rule for deleted accounts, with sixty days (mst-6y, express-2.6)
    PolicyDocument document = pack("mst_software");
    RetentionRule rule = document.categories().get("account").retention().get(1);
    // When its limit is asked for a deletion on 2026-01-31
    EffectiveWithin.Limit limit =
        LawOverlay.effective(document.law(), rule)
            .from(LocalDate.of(2026, 1, 31), calendars.find("ru").orElseThrow())
            .orElseThrow();
    // Then the law's thirty days count
    assertThat(limit.term()).hasToString("P30D");
    assertThat(limit.last()).isEqualTo(new Term.LastDay(LocalDate.of(2026, 3, 2), false));
    assertThat(limit.reason()).contains("152-FZ 21(4) allows P30D, the policy allows P60D");
  }

  @Test
  void unknownPackIsRefused() {
    assertThatThrownBy(() -> PolicyPacks.yaml("../application"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static PolicyDocument pack(String name) {
    return PolicyParser.parse(PolicyPacks.yaml(name)).document().orElseThrow();
  }

  private static RetentionRule rule(
      int index, String from, String keep, String within, Action then, String clause) {
    return new RetentionRule(
        index,
        from,
        Optional.ofNullable(keep).map(Term::parse),
        Optional.ofNullable(within).map(Term::parse),
        then,
        clause);
  }
}
