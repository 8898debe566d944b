package io.lethe.key;

import java.util.Arrays;
import java.util.Locale;

/** What a key ring is for; a ring's name is {@code {policy}-{purpose}}. */
public enum RingPurpose {
  /** Wraps the data keys of subjects. */
  DATA,
  /** Tokens of the product's references to subjects. */
  SUBJECT,
  /** Pseudonyms of field values, per domain. */
  PSEUDONYM,
  /** Blind indexes of searchable fields. */
  INDEX,
  /** Values that are encrypted and keep their form. */
  FORMAT;

  /** The purpose as it is stored. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The ring's name for a policy. */
  public String ring(String policy) {
    return policy + "-" + text();
  }

  /** The names of all rings of a policy. */
  static String[] rings(String policy) {
    return Arrays.stream(values()).map(purpose -> purpose.ring(policy)).toArray(String[]::new);
  }
}
