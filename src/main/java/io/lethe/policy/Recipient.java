package io.lethe.policy;

import java.util.List;
import java.util.Optional;

/**
 * A third party that data may be provided to.
 *
 * @param country ISO 3166-1 alpha-2 code, if the policy tells it
 * @param purposes the only purposes it may get data for; never empty in an activated policy
 * @param categories the only categories it may get; empty means every category of its purposes
 * @param fields the only fields it may get; empty means every field
 * @param needs all that must be there first
 * @param processor whether it processes data for the operator, who instructs it
 * @param clause the policy's own reference, or empty
 */
public record Recipient(
    String name,
    Optional<String> country,
    List<String> purposes,
    List<String> categories,
    List<String> fields,
    List<Need> needs,
    boolean processor,
    String clause) {

  public Recipient {
    purposes = List.copyOf(purposes);
    categories = List.copyOf(categories);
    fields = List.copyOf(fields);
    needs = List.copyOf(needs);
  }

  /** Whether it may get something of a category. */
  public boolean getsCategory(String category) {
    return categories.isEmpty() || categories.contains(category);
  }

  /** Whether it may get a field of what it may get. */
  public boolean getsField(String field) {
    return fields.isEmpty() || fields.contains(field);
  }
}
