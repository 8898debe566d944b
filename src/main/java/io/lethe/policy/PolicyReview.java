package io.lethe.policy;

import io.lethe.crypto.Sha256;
import io.lethe.problem.Violation;
import io.lethe.time.Calendars;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What saving a version looks at: the text, what it says, and everything that was found in it.
 *
 * @param hash SHA-256 of the text's bytes in UTF-8, in lower-case hexadecimal
 * @param document the document with its operator completed, if the text is well-formed
 * @param findings those of the text first, then those of the document
 */
public record PolicyReview(String hash, Optional<PolicyDocument> document, List<Finding> findings) {

  public PolicyReview {
    findings = List.copyOf(findings);
  }

  /**
   * Reviews a text.
   *
   * @param configured the operator as configuration knows it, for what the document leaves out
   */
  public static PolicyReview of(String yaml, Operator configured, Calendars calendars) {
    PolicyParser.Draft draft = PolicyParser.draft(yaml);
    Optional<PolicyDocument> document = draft.document().map(read -> read.completedBy(configured));
    List<Finding> findings = new ArrayList<>(draft.findings());
    document.ifPresent(
        read -> findings.addAll(new PolicyValidator(calendars).validate(read, draft.broken())));
    return new PolicyReview(
        Sha256.hex(yaml), document.filter(any -> draft.findings().isEmpty()), findings);
  }

  /** Findings as the violations of a problem. */
  static List<Violation> violations(List<Finding> findings) {
    return findings.stream()
        .map(finding -> new Violation(finding.path(), finding.code(), finding.message()))
        .toList();
  }
}
