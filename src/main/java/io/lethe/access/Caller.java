package io.lethe.access;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who calls, and what was granted.
 *
 * <p><b>Warning</b>: a caller with grants of several roles is covered by any of them; narrow with
 * {@link #as} where the role matters.
 *
 * @param issuer who vouches for the subject, as the token says
 * @param subject the caller's name at its issuer
 * @param roles every role granted
 * @param grants where the roles hold
 */
public record Caller(String issuer, String subject, Set<Role> roles, List<Grant> grants) {

  public Caller {
    roles = Set.copyOf(roles);
    grants = List.copyOf(grants);
  }

  /** A caller with the roles of its grants. */
  public static Caller of(String issuer, String subject, List<Grant> grants) {
    Set<Role> roles =
        grants.stream().flatMap(grant -> grant.roles().stream()).collect(Collectors.toSet());
    return new Caller(issuer, subject, roles, grants);
  }

  /** The caller's name together with its issuer, as ledger entries and approvals name it. */
  public String id() {
    return subject + "@" + issuer;
  }

  /** The same caller with the grants of these roles alone. */
  public Caller as(Role first, Role... others) {
    Set<Role> acting = EnumSet.of(first, others);
    List<Grant> kept =
        grants.stream().filter(grant -> grant.roles().stream().anyMatch(acting::contains)).toList();
    Set<Role> held = roles.stream().filter(acting::contains).collect(Collectors.toSet());
    return new Caller(issuer, subject, held, kept);
  }

  /** Whether some category of this policy may be covered. */
  public boolean coversPolicy(String policy) {
    return grants.stream().anyMatch(grant -> grant.covers(policy));
  }

  /** Whether every category of this policy is covered, also of versions to come. */
  public boolean coversWhole(String policy) {
    return grants.stream().anyMatch(grant -> grant.coversWhole(policy));
  }

  /** Whether every category of every policy is covered, also of those to come. */
  public boolean coversEverything() {
    return grants.stream().anyMatch(Grant::coversEverything);
  }

  /** Whether this category of this policy is covered. */
  public boolean covers(String policy, String category) {
    return grants.stream().anyMatch(grant -> grant.covers(policy, category));
  }

  /** Whether every one of these categories of this policy is covered. */
  public boolean coversAll(String policy, Collection<String> categories) {
    return categories.stream().allMatch(category -> covers(policy, category));
  }

  /** Whether values of this field may be turned into tokens, searched or turned back. */
  public boolean coversField(String policy, String category, String field) {
    return grants.stream().anyMatch(grant -> grant.covers(policy, category, field));
  }

  /** Whether the key of a domain may be leased as far as this field of it goes. */
  public boolean leases(String policy, String category, String field, String domain) {
    return grants.stream().anyMatch(grant -> grant.leases(policy, category, field, domain));
  }

  /** The same where values of the field can be tried out. */
  public boolean leasesGuessable(String policy, String category, String field, String domain) {
    return grants.stream()
        .anyMatch(grant -> grant.leaseGuessable() && grant.leases(policy, category, field, domain));
  }
}
