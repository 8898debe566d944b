package io.lethe.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.time.Calendars;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MethodChecksTest {

  private static final String YAML =
      """
      policy: p
      title: P
      zone: UTC
      purposes: {account: {grounds: [contract]}}
      categories:
        c:
          purposes: [account]
          %s
          fields:
            f: {type: %s, on-receipt: %s, on-depersonalize: %s}
          retention:
            - {from: last-activity, keep: P1Y, then: depersonalize}
            - {from: depersonalized, keep: P5Y, then: destroy}
      """;

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
        "digits | format-preserving | drop | none",
        "number | format-preserving | drop | METHOD_TYPE_MISMATCH",
        "ip | format-preserving | drop | METHOD_TYPE_MISMATCH",
        "digits | format-preserving | keep | REATTRIBUTABLE_KEPT",
        "digits | format-preserving | shuffle | REATTRIBUTABLE_KEPT",
        "digits | format-preserving | {mask: {keep-end: 2}} | METHOD_SOURCE_LOST",
        "digits | format-preserving | retoken | none",
        "digits | {format-preserving: {alphabet: digits, max-length: 5}} | drop | DOMAIN_TOO_SMALL",
        "digits | {format-preserving: {alphabet: digits, max-length: 6}} | drop | none",
        "text | {format-preserving: {alphabet: ab, max-length: 19}} | drop | DOMAIN_TOO_SMALL",
        "text | {format-preserving: {alphabet: ab, max-length: 20}} | drop | none",
        "text | {format-preserving: {max-length: 3}} | drop | DOMAIN_TOO_SMALL",
        "text | {format-preserving: {max-length: 4}} | drop | none",
        "text | {format-preserving: {alphabet: latin, keep-layout: true, max-length: 4}} | drop | DOMAIN_TOO_SMALL",
        "text | {format-preserving: {alphabet: digits, keep-layout: true, max-length: 5}} | drop | DOMAIN_TOO_SMALL",
        "number | keep | {round: {to: 10}} | none",
        "number | keep | {round: {to: month}} | METHOD_TYPE_MISMATCH",
        "date | keep | {round: {to: quarter}} | none",
        "date | keep | {round: {to: 10}} | METHOD_TYPE_MISMATCH",
        "date | keep | {round: {to: hour}} | METHOD_TYPE_MISMATCH",
        "date | keep | {round: {to: day}} | ROUNDING_WITHOUT_EFFECT",
        "datetime | keep | {round: {to: hour}} | none",
        "number | keep | {noise: {scale: 5}} | NOISE_UNBOUNDED",
        "number | keep | {noise: {sigma: 5, min: 0, max: 9}} | none",
        "number | keep | {noise: {epsilon: 1, sensitivity: 5}} | none",
        "number | keep | {noise: {epsilon: 1, sensitivity: 5, min: 0, max: 5}} | none",
        "number | keep | {noise: {epsilon: 1, sensitivity: 4, min: 0, max: 5}} | NOISE_UNBOUNDED",
        "date | encrypt | {noise: {scale: 5, min: 1920-01-01, max: 2020-01-01}} | none",
        "date | encrypt | {noise: {scale: 5, min: 0, max: 5}} | METHOD_TYPE_MISMATCH",
        "date | keep | {noise: {epsilon: 1, sensitivity: 5, step: 0.5}} | METHOD_TYPE_MISMATCH",
        "number | keep | {noise: {sigma: 5, min: 1990-01-01, max: 1999-01-01}} | METHOD_TYPE_MISMATCH",
        "text | keep | {noise: {epsilon: 1, sensitivity: 5}} | METHOD_TYPE_MISMATCH",
        "number | {pseudonymize: {domain: d}} | {noise: {epsilon: 1, sensitivity: 5}} | METHOD_SOURCE_LOST",
        "date | {generalize: {years: 5}} | {round: {to: year}} | METHOD_SOURCE_LOST",
        "text | keep | shuffle | none",
        "text | keep | {shuffle: {at-least: 4}} | GROUP_TOO_SMALL",
        "number | keep | {aggregate: {at-least: 4}} | GROUP_TOO_SMALL",
        "number | keep | {aggregate: {at-least: 5}} | none",
        "text | {pseudonymize: {domain: d}} | shuffle | REATTRIBUTABLE_KEPT",
        "phone | encrypt | shuffle | IDENTIFIER_KEPT",
        "text | {truncate: 3} | shuffle | none",
        "text | keep | {aggregate: {statistic: mean}} | METHOD_TYPE_MISMATCH",
        "text | {pseudonymize: {domain: d}} | aggregate | none",
        "number | {pseudonymize: {domain: d}} | aggregate | METHOD_SOURCE_LOST",
        "text | keep | random | none",
        "phone | encrypt | random | none",
        "text | {pseudonymize: {domain: d}} | random | METHOD_SOURCE_LOST",
        "text | {pseudonymize: {domain: d}} | {random: {from: [a, b]}} | none",
        "number | keep | {random: {from: [a, b]}} | METHOD_TYPE_MISMATCH",
        "text | encrypt | retoken | none",
        "text | {pseudonymize: {domain: d}} | retoken | none",
        "text | keep | {retoken: {length: 7}} | COLLISIONS_LIKELY",
        "text | keep | {retoken: {length: 8}} | none",
        "text | retoken, irreversible-on-receipt: '3' | keep | REATTRIBUTABLE_KEPT",
        "text | random, irreversible-on-receipt: '3' | keep | REATTRIBUTABLE_KEPT",
        "text | random, irreversible-on-receipt: '3' | retoken | none",
        "number | {round: {to: 10}}, irreversible-on-receipt: '3' | keep | none",
        "number | {round: {to: 10}}, irreversible-on-receipt: '3' | {round: {to: 5}} | ROUNDING_WITHOUT_EFFECT",
        "number | {round: {to: 10}}, irreversible-on-receipt: '3' | {round: {to: 15}} | none",
        "date | {round: {to: month}}, irreversible-on-receipt: '3' | {round: {to: month}} | ROUNDING_WITHOUT_EFFECT",
        "date | {round: {to: month}}, irreversible-on-receipt: '3' | {round: {to: week}} | none",
        "date | {round: {to: month}}, irreversible-on-receipt: '3' | {round: {to: year}} | none",
        "phone | encrypt | {generalize: {region: country}} | none",
        "text | keep | {generalize: {region: country}} | METHOD_TYPE_MISMATCH",
        "digits | keep | {generalize: {region: {prefixes: {a: ['1']}, other: o}}} | none",
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
    String yaml = YAML.formatted("subjects: [user]", type, receipt, left);
    // When the document is reviewed, Then this is found, and nothing else
    assertThat(codes(yaml)).containsExactly(expected(expected));
  }

  private static List<String> codes(String yaml) {
    Operator operator = new Operator(Optional.of("O"), Optional.of("A"));
    return PolicyReview.of(yaml, operator, new Calendars()).findings().stream()
        .map(Finding::code)
        .toList();
  }

  private static String[] expected(String code) {
    return code.equals("none") ? new String[0] : new String[] {code};
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{round: {to: 10}} | none",
        "{noise: {epsilon: 1, sensitivity: 5}} | QUASI_IDENTIFIER_DRAWN",
        "random | QUASI_IDENTIFIER_DRAWN",
        "retoken | QUASI_IDENTIFIER_DRAWN",
        "shuffle | QUASI_IDENTIFIER_DRAWN",
        "aggregate | QUASI_IDENTIFIER_DRAWN"
      })
  void valuesThatAreDrawnMakeNoGroups(String left, String expected) {
    // Given a quasi-identifier that is left so
    String yaml = YAML.formatted("quasi-identifiers: [f]", "number", "keep", left);
    // When the document is reviewed, Then this is found, and nothing else
    assertThat(codes(yaml)).containsExactly(expected(expected));
  }
}
