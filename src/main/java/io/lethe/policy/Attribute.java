package io.lethe.policy;

import java.util.Set;

/**
 * A label that comes with a record and is no personal data: one of a closed list of values.
 *
 * @param values every value it may have
 * @param rejected those values with which a record is refused
 * @param clause the policy's own reference, or empty
 */
public record Attribute(String name, Set<String> values, Set<String> rejected, String clause) {

  public Attribute {
    values = Set.copyOf(values);
    rejected = Set.copyOf(rejected);
  }

  /** Whether a record with this value may be received. */
  public boolean accepts(String value) {
    return !rejected.contains(value) && (values.isEmpty() || values.contains(value));
  }
}
