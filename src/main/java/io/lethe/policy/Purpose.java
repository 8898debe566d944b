package io.lethe.policy;

import java.util.List;

/**
 * A purpose of processing.
 *
 * @param version counts how often the purpose was changed; data of before needs consent to it
 * @param clause the policy's own reference, or empty
 */
public record Purpose(String name, List<Ground> grounds, int version, String clause) {

  /** A purpose that was never changed. */
  public Purpose(String name, List<Ground> grounds, String clause) {
    this(name, grounds, 1, clause);
  }

  public Purpose {
    grounds = List.copyOf(grounds);
  }
}
