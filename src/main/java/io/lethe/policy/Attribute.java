package io.lethe.policy;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A label that comes with a record, is kept with it and is no personal data: one of a closed list
 * of values, or a reference to something that is kept elsewhere, such as the proof of a consent.
 *
 * @param values every value it may have; none of a reference
 * @param rejected those values with which a record is refused
 * @param needs the attribute that has to come with a value, by value
 * @param clause the policy's own reference, or empty
 */
public record Attribute(
    String name,
    Set<String> values,
    Set<String> rejected,
    Map<String, String> needs,
    String clause) {

  private static final Pattern REFERENCE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}");

  public Attribute {
    values = Set.copyOf(values);
    rejected = Set.copyOf(rejected);
    needs = Map.copyOf(needs);
  }

  /** Whether a record with this value may be received. */
  public boolean accepts(String value) {
    return values.isEmpty()
        ? REFERENCE.matcher(value).matches()
        : values.contains(value) && !rejected.contains(value);
  }
}
