package io.lethe.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.time.Calendars;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RequestRuleTest {

  private static List<String> findings(String rule) {
    String yaml =
        """
        policy: p
        title: P
        zone: Europe/Moscow
        operator: {name: P, address: P}
        purposes: {mailing: {grounds: [consent]}}
        categories: {}
        requests:
          %s
        """
            .formatted(rule);
    return PolicyReview.of(yaml, Operator.UNKNOWN, new Calendars()).findings().stream()
        .map(finding -> finding.code() + " " + finding.path())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "copy, ACCESS",
    "know, ACCESS",
    "stop_processing, STOP_PROCESSING",
    "third_party_transfers, DISCLOSURES",
    "revoke-consent, WITHDRAW_CONSENT",
    "unsubscribe, OPT_OUT",
    "delete, DESTROY"
  })
  void nameThatSaysItsTypeNeedsNoOther(String name, RequestType type) {
    assertThat(RequestType.of(name)).contains(type);
    assertThat(findings(name + ": {due: P1M}")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "appeal: {due: P1M} | REQUEST_TYPE_MISSING requests.appeal.type",
        "appeal: {type: access} | KEY_MISSING requests.appeal.due",
        "copy: {type: acces, due: P1M} | VALUE_NOT_ALLOWED requests.copy.type",
        "copy: {due: P1M, must-contain: [soul]} | VALUE_NOT_ALLOWED requests.copy.must-contain[0]",
        "copy: {due: P1M, purposes: [none]} | PURPOSE_UNKNOWN requests.copy.purposes[0]",
        "copy: {due: P1M, law: [mars]} | LAW_UNKNOWN requests.copy.law[0]",
        "copy: {due: P1M, events: [gone]} | EVENT_UNKNOWN requests.copy.events[0]",
        "copy: {due: P1M, events: [last-activity]} | EVENT_UNKNOWN requests.copy.events[0]",
        "copy: {due: P1M, events: [destruction-demanded]} | EVENT_UNKNOWN requests.copy.events[0]",
        "copy: {due: P1M, destroy-after: P1Y} | VALUE_NOT_ALLOWED requests.copy.destroy-after",
        "copy: {due: P1M, free: never} | VALUE_NOT_ALLOWED requests.copy.free"
      })
  void mistakeIsFoundWhereItIs(String rule, String finding) {
    assertThat(findings(rule)).containsExactly(finding);
  }

  static Stream<String> packs() {
    return PolicyPacks.NAMES.stream();
  }

  @ParameterizedTest
  @MethodSource("packs")
  void everyRequestOfThePacksHasAType(String pack) {
    PolicyDocument document = PolicyParser.parse(PolicyPacks.yaml(pack)).document().orElseThrow();
    assertThat(document.requests()).isNotEmpty();
    assertThat(document.requests().values())
        .extracting(RequestRule::type)
        .doesNotContain(RequestType.OTHER);
  }

  @Test
  void lawKnowsWhatItsArticlesName() {
    assertThat(LegalRight.of(List.of("ru-152-fz"), RequestType.PORTABILITY)).isEmpty();
    assertThat(LegalRight.of(List.of("eu-gdpr", "us-ccpa"), RequestType.ACCESS))
        .extracting(LegalRight::clause)
        .containsExactly("GDPR 12(3)", "CCPA 1798.130(a)(2)");
  }
}
