package io.lethe.access;

import java.util.Set;

/**
 * Roles, and where they hold.
 *
 * <p><b>Guarantee</b>: an empty set grants nothing, a policy without categories neither; only
 * {@code *} grants everything.
 *
 * @param roles what the caller may do
 * @param policies in which policies
 * @param categories in which of their categories
 * @param fields on which of their fields values may be turned into tokens or back
 * @param leaseDomains keys of which domains of pseudonyms may be leased
 * @param leaseGuessable whether also of those whose values can be tried out
 */
public record Grant(
    Set<Role> roles,
    Set<String> policies,
    Set<String> categories,
    Set<String> fields,
    Set<String> leaseDomains,
    boolean leaseGuessable) {

  /** Stands for every policy, category or field. */
  public static final String ANY = "*";

  public Grant {
    roles = Set.copyOf(roles);
    policies = Set.copyOf(policies);
    categories = Set.copyOf(categories);
    fields = Set.copyOf(fields);
    leaseDomains = Set.copyOf(leaseDomains);
  }

  /** A grant that leases no keys. */
  public Grant(Set<Role> roles, Set<String> policies, Set<String> categories, Set<String> fields) {
    this(roles, policies, categories, fields, Set.of(), false);
  }

  /** These roles everywhere. */
  public static Grant everywhere(Set<Role> roles) {
    return new Grant(roles, Set.of(ANY), Set.of(ANY), Set.of(ANY));
  }

  boolean covers(String policy) {
    return has(policies, policy) && !categories.isEmpty();
  }

  boolean coversWhole(String policy) {
    return has(policies, policy) && categories.contains(ANY);
  }

  boolean coversEverything() {
    return policies.contains(ANY) && categories.contains(ANY);
  }

  boolean covers(String policy, String category) {
    return has(policies, policy) && has(categories, category);
  }

  boolean covers(String policy, String category, String field) {
    return covers(policy, category) && has(fields, field);
  }

  boolean leases(String policy, String category, String field, String domain) {
    return covers(policy, category, field) && has(leaseDomains, domain);
  }

  private static boolean has(Set<String> granted, String name) {
    return granted.contains(ANY) || granted.contains(name);
  }
}
