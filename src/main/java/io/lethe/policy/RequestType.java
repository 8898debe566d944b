package io.lethe.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a person may ask for. A demand to stop, a withdrawal and a destruction are three types, with
 * terms and effects of their own.
 *
 * <p><b>Source</b>: Federal Law 152-FZ, articles 14, 20 and 21; GDPR, articles 15 to 21.
 */
public enum RequestType {
  /** What is processed, and a copy of it. */
  ACCESS("copy", "information", "know"),
  /** A correction. */
  RECTIFY,
  /** A block until the person orders otherwise. */
  BLOCK,
  /** The restriction of GDPR, article 18. */
  RESTRICT,
  /** The end of all processing that has no other ground. */
  STOP_PROCESSING,
  /** The end of processing that is unlawful. */
  STOP_UNLAWFUL,
  /** The withdrawal of a consent. */
  WITHDRAW_CONSENT("revoke-consent"),
  /** The destruction of the data. */
  DESTROY("delete"),
  /** The destruction of data that is processed unlawfully. */
  DESTROY_UNLAWFUL,
  /** Who has been given the data. */
  DISCLOSURES("third-party-disclosures", "third-party-transfers"),
  /** A copy for another operator. */
  PORTABILITY,
  /** The end of mailings and the like; nobody examines it. */
  OPT_OUT("unsubscribe"),
  /** What only the policy knows; it has a deadline and an answer, and does nothing by itself. */
  OTHER;

  private final List<String> synonyms;

  RequestType(String... synonyms) {
    this.synonyms = List.of(synonyms);
  }

  /** The name in documents and requests: lower case with hyphens. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The type that a name stands for, hyphens or underscores; empty when it says nothing by itself.
   */
  public static Optional<RequestType> of(String name) {
    String plain = name.replace('_', '-');
    return Arrays.stream(values())
        .filter(type -> type.label().equals(plain) || type.synonyms.contains(plain))
        .findFirst();
  }

  /** Whether a grant destroys. */
  public boolean destroys() {
    return this == DESTROY || this == DESTROY_UNLAWFUL;
  }

  /** Whether the block is what was asked for, so that the decision leaves it. */
  public boolean asksForBlock() {
    return this == BLOCK || this == RESTRICT;
  }
}
