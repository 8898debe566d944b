package io.lethe.policy;

/** What a finding keeps from happening. */
public enum Severity {
  /** The version cannot be activated. */
  BLOCKS_POLICY,
  /** The version can be activated, but the category takes no records. */
  BLOCKS_CATEGORY,
  /** Nothing; a person should read it and sign it off. */
  WARNING
}
