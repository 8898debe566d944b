package io.lethe.policy;

import java.util.List;

/**
 * A purpose of processing.
 *
 * @param clause the policy's own reference, or empty
 */
public record Purpose(String name, List<Ground> grounds, String clause) {

  public Purpose {
    grounds = List.copyOf(grounds);
  }
}
