package io.lethe.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.lethe.policy.PolicyVersion.State;
import io.lethe.problem.Violation;
import io.lethe.time.Calendars;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a second person has to approve, and what is recomputed. */
class TermsChangeTest {

  static final Operator SHOP = new Operator(Optional.of("Shop LLC"), Optional.of("Moscow"));

  private static PolicyVersion version(int number, String top, String category) {
    String yaml =
        """
        policy: shop
        title: shop
        zone: Europe/Moscow
        events: [closed]
        %s
        categories:
          %s
        """
            .formatted(top, category);
    PolicyReview review = PolicyReview.of(yaml, SHOP, new Calendars());
    return new PolicyVersion(
        "shop",
        number,
        review.hash(),
        review.document().orElseThrow(() -> new AssertionError(review.findings())),
        State.RETIRED,
        review.findings(),
        "anna",
        Instant.EPOCH,
        Optional.of(Instant.EPOCH.plusSeconds(number)));
  }

  private static String buyer(String rules) {
    return "buyer: {subjects: [user], purposes: [orders], fields: {a: {type: text, on-receipt: keep}}, retention: ["
        + rules
        + "]}";
  }

  private static final String PURPOSES = "purposes: {orders: {grounds: [consent]}}";

  private static TermsChange change(String before, String after) {
    return new TermsChange(
        List.of(version(1, PURPOSES, buyer(before))), version(2, PURPOSES, buyer(after)));
  }

  private static List<String> codes(TermsChange change) {
    return change.stricter().stream().map(Violation::code).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {from: closed, keep: P3Y, then: destroy} | {from: closed, keep: P1Y, then: destroy}                | TERM_SHORTENED
          {from: closed, keep: P3Y, then: destroy} | {from: closed, then: destroy}                           | TERM_SHORTENED
          {from: closed, keep: P1Y, then: destroy} | {from: closed, keep: P365D, then: destroy}              | TERM_SHORTENED
          {from: closed, keep: P9BD, then: destroy}| {from: closed, keep: P8BD, then: destroy}               | TERM_SHORTENED
          {from: closed, keep: P9BD, then: destroy}| {from: closed, keep: P30D, then: destroy}               | TERM_SHORTENED
          {from: closed, then: destroy}            | {from: closed, within: P9D, then: destroy}              | TERM_SHORTENED
          {from: closed, within: P9D, then: destroy}| {from: closed, within: P8D, then: destroy}             | TERM_SHORTENED
          {from: closed, keep: P1Y, then: destroy} | {from: closed, keep: P1Y, then: destroy}, {from: collected, keep: P9Y, then: destroy} | RULE_ADDED
          {from: closed, keep: P1Y, then: depersonalize}, {from: depersonalized, keep: P1Y, then: destroy} | {from: closed, keep: P2Y, then: destroy} | DESTROYED_INSTEAD
          {from: closed, keep: P1Y, then: depersonalize}, {from: depersonalized, keep: P2Y, then: destroy} | {from: closed, keep: P1Y, then: depersonalize}, {from: depersonalized, keep: P1Y, then: destroy} | TERM_SHORTENED
          """)
  void stricterRuleNeedsASecondPerson(String before, String after, String code) {
    // When
    TermsChange change = change(before, after);

    // Then
    assertThat(codes(change)).containsExactly(code);
    assertThat(change.stricter().get(0).path()).startsWith("categories.buyer.retention[");
    assertThat(change.categories()).containsExactly("buyer");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {from: closed, keep: P1Y, then: destroy} | {from: closed, keep: P3Y, then: destroy}
          {from: closed, then: destroy}            | {from: closed, keep: P1D, then: destroy}
          {from: closed, within: P9D, then: destroy}| {from: closed, then: destroy}
          {from: closed, keep: P1Y, then: destroy} | {from: closed, keep: P1Y1D, then: destroy}
          {from: closed, keep: P1Y, then: destroy}, {from: collected, keep: P9Y, then: destroy} | {from: collected, keep: P9Y, then: destroy}
          {from: closed, keep: P1Y, then: destroy} | {from: closed, keep: P1Y, then: destroy}, {from: closed, keep: P2Y, then: destroy}
          """)
  void longerTermsNeedNobodyElse(String before, String after) {
    // When
    TermsChange change = change(before, after);

    // Then
    assertThat(codes(change)).isEmpty();
    assertThat(change.categories()).containsExactly("buyer");
  }

  @Test
  void agreementThatIsTakenBackNeedsASecondPerson() {
    // Given a limit beyond the law's, by a contract
    String rule = buyer("{from: account-deleted, within: P6M, agreed: in_contract, then: destroy}");
    PolicyVersion with = version(1, PURPOSES + "\nflags: {in_contract: {value: true}}", rule);
    PolicyVersion without = version(2, PURPOSES + "\nflags: {in_contract: {value: false}}", rule);

    // Then
    assertThat(codes(new TermsChange(List.of(with), without))).containsExactly("TERM_SHORTENED");
    assertThat(codes(new TermsChange(List.of(without), with))).isEmpty();
    assertThat(new TermsChange(List.of(without), with).categories()).containsExactly("buyer");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          previous: {keep: P6M}             |                                   | TERM_SHORTENED
          previous: {keep: P6M}             | previous: {keep: P5M}             | TERM_SHORTENED
          previous: {keep: P6M, within: P9D}| previous: {keep: P6M, within: P8D}| TERM_SHORTENED
          previous: {keep: P6M}             | previous: {keep: P7M}             |
                                            | previous: {keep: P1D}             |
          """)
  void shorterTermOfReplacedValuesNeedsASecondPerson(String before, String after, String code) {
    // Given
    String rules = buyer("{from: closed, keep: P1Y, then: destroy}");
    PolicyVersion first = version(1, PURPOSES, replaced(rules, before));
    PolicyVersion next = version(2, PURPOSES, replaced(rules, after));

    // Then
    TermsChange change = new TermsChange(List.of(first), next);
    assertThat(codes(change)).isEqualTo(code == null ? List.of() : List.of(code));
  }

  @Test
  void replacedValuesAreCountedByAnotherCalendar() {
    // Given
    String rules =
        replaced(buyer("{from: closed, keep: P1Y, then: destroy}"), "previous: {keep: P9BD}");
    PolicyVersion first = version(1, PURPOSES, rules);
    PolicyVersion next = version(2, PURPOSES + "\ncalendar: other", rules);

    // Then
    assertThat(codes(new TermsChange(List.of(first), next))).containsExactly("COUNTED_OTHERWISE");
  }

  private static String replaced(String category, String previous) {
    return previous == null ? category : category.replaceFirst("}$", ", " + previous + "}");
  }

  @Test
  void sameTermsChangeNothing() {
    String rules = "{from: closed, keep: P1Y, then: destroy}";
    assertThat(change(rules, rules).categories()).isEmpty();
    assertThat(codes(change(rules, rules))).isEmpty();
  }

  /** A ground that no event ends becomes one that an event has ended: what waits may be due. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [consent, law]      | [consent, contract]
          [consent, contract] | [consent, legitimate-interest]
          [consent]           | [consent, contract]
          """)
  void otherGroundsAreOtherTerms(String before, String after) {
    // Given
    String rules = "{from: consent-withdrawn, within: P30D, then: destroy}";
    PolicyVersion first = version(1, PURPOSES.replace("[consent]", before), buyer(rules));
    PolicyVersion next = version(2, PURPOSES.replace("[consent]", after), buyer(rules));

    // When
    TermsChange change = new TermsChange(List.of(first), next);

    // Then
    assertThat(change.categories()).containsExactly("buyer");
    assertThat(codes(change)).containsExactly("COUNTED_OTHERWISE");
  }

  @Test
  void removedTermsNeedASecondPersonAndMoveNothing() {
    // Given
    PolicyVersion first = version(1, PURPOSES, buyer("{from: closed, keep: P1Y, then: destroy}"));
    PolicyVersion without =
        version(
            2, PURPOSES, buyer("{from: closed, keep: P1Y, then: destroy}").replace("buyer", "b"));
    PolicyVersion empty = version(2, PURPOSES, buyer(""));

    // Then
    for (PolicyVersion next : List.of(without, empty)) {
      TermsChange change = new TermsChange(List.of(first), next);
      assertThat(codes(change)).containsExactly("TERMS_REMOVED");
      assertThat(change.categories()).isEmpty();
    }
  }

  @Test
  void categoryThatComesBackIsComparedWithItsLastTerms() {
    // Given a category that the active version lacks
    PolicyVersion first = version(1, PURPOSES, buyer("{from: closed, keep: P3Y, then: destroy}"));
    PolicyVersion without =
        version(2, PURPOSES, buyer("{from: closed, then: destroy}").replace("buyer", "other"));
    PolicyVersion back = version(3, PURPOSES, buyer("{from: closed, keep: P2Y, then: destroy}"));

    // When
    TermsChange change = new TermsChange(List.of(first, without), back);

    // Then
    assertThat(change.stricter())
        .extracting(Violation::path, Violation::code)
        .contains(tuple("categories.buyer.retention[0]", "TERM_SHORTENED"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          purposes: {orders: {grounds: [contract]}}, law: []              | purposes: {orders: {grounds: [consent]}}, law: []
          purposes: {orders: {grounds: [consent]}}, law: []               | purposes: {orders: {grounds: [consent]}}, law: [ru-152-fz]
          """)
  void whatIsCountedOtherwiseNeedsASecondPerson(String before, String after) {
    // Given
    String rules = "{from: consent-withdrawn, keep: P1Y, then: destroy}";

    // When
    TermsChange change =
        new TermsChange(
            List.of(version(1, lines(before), buyer(rules))),
            version(2, lines(after), buyer(rules)));

    // Then
    assertThat(codes(change)).contains("COUNTED_OTHERWISE");
  }

  @Test
  void purposesDoNotMatterWhereNoEventStartsATerm() {
    // Given
    String rules = "{from: collected, keep: P1Y, then: destroy}";
    PolicyVersion first = version(1, PURPOSES, buyer(rules));
    PolicyVersion next =
        version(2, PURPOSES.replace("consent", "contract") + "\ncalendar: ru", buyer(rules));

    // Then
    TermsChange change = new TermsChange(List.of(first), next);
    assertThat(codes(change)).isEmpty();
    assertThat(change.categories()).isEmpty();
  }

  private static String lines(String keys) {
    return keys.replace(", law", "\nlaw");
  }
}
