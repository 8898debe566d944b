package io.lethe.policy;

/**
 * Legal ground of a purpose; written in lower case with hyphens.
 *
 * <p><b>Source</b>: Federal Law 152-FZ, article 6(1).
 */
public enum Ground {
  CONSENT,
  CONTRACT,
  LAW,
  LEGITIMATE_INTEREST,
  VITAL_INTEREST,
  PUBLIC_INTEREST,
  STATISTICS
}
