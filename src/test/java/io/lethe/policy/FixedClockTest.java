package io.lethe.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.time.Calendars;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which categories are kept in time tables. */
class FixedClockTest {

  private static final String KEPT = "{from: collected, keep: P30D, then: destroy}";
  private static final String FIELDS = "a: {type: text, on-receipt: keep}";

  private static boolean timed(String rules, String fields, String more, String recipients) {
    String yaml =
        """
        policy: site
        title: site
        zone: Europe/Moscow
        events: [closed]
        purposes: {security: {grounds: [contract]}, mailing: {grounds: [consent]}}
        %s
        categories:
          visit:
            subjects: [user]
            purposes: [security]
            fields: {%s}
            %s
            retention: [%s]
        """
            .formatted(recipients, fields, more, rules);
    PolicyReview review = PolicyReview.of(yaml, TermsChangeTest.SHOP, new Calendars());
    PolicyDocument document =
        review.document().orElseThrow(() -> new AssertionError(review.findings()));
    return FixedClock.of(document, document.categories().get("visit"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        KEPT,
        "{from: collected, keep: P0D, then: destroy}",
        "{from: collected, keep: P100D, then: destroy}",
        "{from: collected, keep: P3M, within: P30D, then: destroy}",
        "{from: collected, keep: P90D, then: destroy}, {from: collected, keep: P30D, then: destroy}"
      })
  void shortTermsFromCollectionAreFixed(String rules) {
    // Then
    assertThat(timed(rules, FIELDS, "", "")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{from: collected, keep: P101D, then: destroy}",
        "{from: collected, keep: P4M, then: destroy}",
        "{from: collected, keep: P1Y, then: destroy}",
        "{from: collected, keep: P9BD, then: destroy}",
        "{from: collected, keep: P30D, within: P9BD, then: destroy}",
        "{from: collected, then: destroy}",
        "{from: closed, keep: P30D, then: destroy}",
        "{from: last-activity, keep: P30D, then: destroy}",
        "{from: consent-withdrawn, keep: P30D, then: destroy}",
        "{from: collected, keep: P30D, then: depersonalize}",
        KEPT + ", {from: closed, then: destroy}",
        KEPT + ", {from: depersonalized, keep: P30D, then: destroy}"
      })
  void otherTermsAreNot(String rules) {
    // Then
    assertThat(timed(rules, FIELDS, "", "")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: {type: text, on-receipt: encrypt}",
        "a: {type: phone, on-receipt: {encrypt: {searchable: true}}}",
        "a: {type: digits, on-receipt: format-preserving}"
      })
  void fieldsUnderKeysAreNotKeptInTables(String fields) {
    // Then
    assertThat(timed(KEPT, fields, "", "")).isFalse();
  }

  @Test
  void pseudonymsAre() {
    // Then
    String fields = "a: {type: text, on-receipt: {pseudonymize: {domain: visitor}}}";
    assertThat(timed(KEPT, fields, "", "")).isTrue();
  }

  @Test
  void replacedValuesWithATermOfTheirOwnAreNot() {
    // Then
    assertThat(timed(KEPT, FIELDS, "previous: {keep: P1M, clause: '1'}", "")).isFalse();
  }

  @Test
  void whatAProcessorGetsIsNotForItIsToldOfEachRecord() {
    // Given
    String processor = "recipients: {host: {country: RU, purposes: [security], processor: true}}";

    // Then
    assertThat(timed(KEPT, FIELDS, "", processor)).isFalse();
    assertThat(timed(KEPT, FIELDS, "", processor.replace("true", "false"))).isTrue();
  }
}
