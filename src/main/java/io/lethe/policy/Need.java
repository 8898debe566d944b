package io.lethe.policy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What must be there before data is provided to a recipient; in lower case with hyphens. */
public enum Need {
  /** The subject's consent to this purpose; only the subject's events tell it. */
  CONSENT,
  /** Consent, or a provision of law. */
  CONSENT_OR_LAW,
  /** A reasoned request of a court or a state body. */
  LEGAL_REQUEST,
  /** The recipient is bound to keep it confidential. */
  CONFIDENTIALITY,
  /** Transfer by automated means alone. */
  AUTOMATED_MEANS,
  /** The subject logs in through the recipient. */
  LOGIN_THROUGH_RECIPIENT,
  /** The data passed a re-identification test. */
  REIDENTIFICATION_TEST;

  /** As policies and answers write it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The need of this label that a caller can attest, if there is one. */
  public static Optional<Need> attested(String label) {
    return Arrays.stream(values())
        .filter(need -> need != CONSENT && need.label().equals(label))
        .findFirst();
  }
}
