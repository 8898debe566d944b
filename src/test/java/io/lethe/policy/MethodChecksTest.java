package io.lethe.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.time.Calendars;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MethodChecksTest {

  @ParameterizedTest(name = "{0}: {1}, then {2}: {3}")
  @CsvSource(
      delimiter = '|',
      value = {
        "text | keep | keep | none",
        "name | encrypt | drop | none",
        "date | encrypt | {generalize: {years: 5}} | none",
        "ip | encrypt | {generalize: {ip: {v4: 24, v6: 48}}} | none",
        "digits | encrypt | {mask: {keep-end: 4}} | none",
        "datetime | keep | {generalize: {date: hour}} | none",
        "text | {truncate: 3} | keep | none",
        "text | {pseudonymize: {domain: d}} | drop | none",
        "text | {pseudonymize: {domain: d}} | keep | REATTRIBUTABLE_KEPT",
        "text | {pseudonymize: {domain: d}} | {truncate: 4} | METHOD_SOURCE_LOST",
        "text | reject | keep | METHOD_SOURCE_LOST",
        "text | drop | keep | METHOD_SOURCE_LOST",
        "text | {truncate: 3} | {mask: {keep-end: 1}} | METHOD_SOURCE_LOST",
        "name | encrypt | keep | IDENTIFIER_KEPT",
        "phone | keep | keep | IDENTIFIER_KEPT",
        "email | encrypt | keep | IDENTIFIER_KEPT",
        "ip | keep | keep | IDENTIFIER_KEPT",
        "name | encrypt | {truncate: 1} | none",
        "name | encrypt | {truncate: 2} | IDENTIFIER_KEPT",
        "name | {truncate: 64} | keep | IDENTIFIER_KEPT",
        "name | {truncate: 1} | keep | none",
        "email | keep | {truncate: 2} | IDENTIFIER_KEPT",
        "email | encrypt | {mask: {keep-start: 1, keep-end: 3}} | none",
        "email | encrypt | {mask: {keep-start: 4, keep-end: 1}} | IDENTIFIER_KEPT",
        "phone | encrypt | {truncate: 5} | none",
        "phone | encrypt | {truncate: 6} | IDENTIFIER_KEPT",
        "phone | {mask: {keep-start: 2, keep-end: 2}} | keep | none",
        "phone | {mask: {keep-end: 10}} | keep | IDENTIFIER_KEPT",
        "ip | encrypt | {generalize: {ip: {v4: 25, v6: 48}}} | IDENTIFIER_KEPT",
        "ip | encrypt | {generalize: {ip: {v4: 24, v6: 49}}} | IDENTIFIER_KEPT",
        "ip | {generalize: {ip: {v4: 32, v6: 128}}} | keep | IDENTIFIER_KEPT",
        "digits | format-preserving | drop | METHOD_NOT_YET",
        "number | keep | noise | METHOD_NOT_YET",
        "number | keep | {round: {to: 10}} | METHOD_NOT_YET",
        "text | keep | shuffle | METHOD_NOT_YET",
        "text | keep | aggregate | METHOD_NOT_YET",
        "text | keep | random | METHOD_NOT_YET",
        "text | encrypt | retoken | METHOD_NOT_YET",
        "text | keep | {generalize: {years: 5}} | METHOD_TYPE_MISMATCH",
        "date | keep | {generalize: {date: hour}} | METHOD_TYPE_MISMATCH",
        "text | keep | {generalize: {band: 10}} | METHOD_TYPE_MISMATCH",
        "text | keep | {generalize: {ip: {v4: 24, v6: 48}}} | METHOD_TYPE_MISMATCH",
        "number | {mask: {keep-end: 1}} | drop | METHOD_TYPE_MISMATCH",
        "boolean | {encrypt: {searchable: true}} | drop | DOMAIN_TOO_SMALL",
        "date | {pseudonymize: {domain: d}} | drop | DOMAIN_TOO_SMALL"
      })
  void methodsOfAFieldAreChecked(String type, String receipt, String left, String expected) {
    // Given a category that depersonalizes, with this field
    String yaml =
        """
        policy: p
        title: P
        zone: UTC
        purposes: {account: {grounds: [contract]}}
        categories:
          c:
            purposes: [account]
            fields:
              f: {type: %s, on-receipt: %s, on-depersonalize: %s}
            retention:
              - {from: last-activity, keep: P1Y, then: depersonalize}
              - {from: depersonalized, keep: P5Y, then: destroy}
        """
            .formatted(type, receipt, left);
    // When the document is reviewed
    Operator operator = new Operator(Optional.of("O"), Optional.of("A"));
    PolicyReview review = PolicyReview.of(yaml, operator, new Calendars());
    // Then this is found, and nothing else
    assertThat(review.findings())
        .extracting(Finding::code)
        .containsExactly(expected.equals("none") ? new String[0] : new String[] {expected});
  }
}
