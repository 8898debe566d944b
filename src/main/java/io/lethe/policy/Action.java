package io.lethe.policy;

/** What a retention rule does when it is due. */
public enum Action {
  /** The content cannot be restored; written {@code destroy}. */
  DESTROY,
  /** The person cannot be determined any more; written {@code depersonalize}. */
  DEPERSONALIZE
}
