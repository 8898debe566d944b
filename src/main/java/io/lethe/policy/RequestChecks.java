package io.lethe.policy;

import java.util.List;

/** Finds what is wrong with the rules of requests. */
final class RequestChecks {

  private final PolicyDocument document;
  private final Findings findings;

  RequestChecks(PolicyDocument document, Findings findings) {
    this.document = document;
    this.findings = findings;
  }

  void run() {
    document.requests().values().forEach(this::rule);
  }

  private void rule(RequestRule rule) {
    String path = "requests." + rule.name();
    PolicyValidator.unknown(
        path + ".purposes",
        rule.purposes(),
        document.purposes().keySet(),
        FindingCode.PURPOSE_UNKNOWN,
        findings);
    PolicyValidator.unknown(
        path + ".law", rule.laws(), LegalRight.LAWS, FindingCode.LAW_UNKNOWN, findings);
    List<String> events = rule.events();
    for (int index = 0; index < events.size(); index++) {
      if (!reportable(events.get(index))) {
        findings.add(path + ".events[" + index + "]", FindingCode.EVENT_UNKNOWN);
      }
    }
    if (rule.type() == RequestType.OTHER && RequestType.of(rule.name()).isEmpty()) {
      findings.add(path + ".type", FindingCode.REQUEST_TYPE_MISSING);
    }
    if (rule.destroyAfter().isPresent() && !rule.type().asksForBlock()) {
      findings.add(path + ".destroy-after", FindingCode.VALUE_NOT_ALLOWED, "only of a block");
    }
  }

  /** Whether a grant may report it: not what only the service makes, nor activity. */
  private boolean reportable(String event) {
    return document.declaresEvent(event)
        && !PolicyDocument.MADE_BY_THE_SERVICE.contains(event)
        && !event.equals(PolicyDocument.LAST_ACTIVITY);
  }
}
