package io.lethe.policy;

import java.util.Locale;
import java.util.Set;

/**
 * Legal ground of a purpose; written in lower case with hyphens.
 *
 * <p><b>Source</b>: Federal Law 152-FZ, article 6(1); an objection ends what needs no consent and
 * no law (GDPR, article 21(1)).
 */
public enum Ground {
  CONSENT(PolicyDocument.CONSENT_WITHDRAWN, PolicyDocument.OPTED_OUT),
  CONTRACT(PolicyDocument.CONTRACT_ENDED, PolicyDocument.ACCOUNT_DELETED),
  LAW(),
  LEGITIMATE_INTEREST(PolicyDocument.OPTED_OUT),
  VITAL_INTEREST(),
  PUBLIC_INTEREST(PolicyDocument.OPTED_OUT),
  /** Of depersonalized data alone: of an identified person's it never lives (article 6(1)(9)). */
  STATISTICS();

  private final Set<String> endedBy;

  Ground(String... endedBy) {
    this.endedBy = Set.of(endedBy);
  }

  /** The types of the events that end it; empty when it lasts as long as its purpose. */
  public Set<String> endedBy() {
    return endedBy;
  }

  /** Whether it allows the processing of an identified person's data. */
  public boolean identified() {
    return this != STATISTICS;
  }

  /** As policies and answers write it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
