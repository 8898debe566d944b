package io.lethe.policy;

/** What must be there before data is provided to a recipient; in lower case with hyphens. */
public enum Need {
  /** The subject's consent to this purpose. */
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
  REIDENTIFICATION_TEST
}
