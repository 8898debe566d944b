package io.lethe.policy;

import io.lethe.access.Caller;
import io.lethe.transform.FieldRule;
import io.lethe.transform.Method;
import io.lethe.transform.ValueType;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The domains whose keys a caller may be leased.
 *
 * <p><b>Guarantee</b>: a grant names each of them, and covers a field of it in the active version.
 * None has, or ever had, a field whose values can be tried out, unless a grant that allows just
 * that covers the field.
 *
 * <p><b>Warning</b>: whether a text has few values no type says; who grants a domain judges that.
 */
final class LeasableDomains {

  private LeasableDomains() {}

  /**
   * The domains of pseudonyms.
   *
   * @param active the version that the lease is of
   * @param published every version of the policy that was ever active: a domain's key is theirs
   */
  static Set<String> of(Caller caller, PolicyVersion active, Stream<PolicyVersion> published) {
    String policy = active.policy();
    Set<String> domains = new TreeSet<>();
    Set<String> guessable = new HashSet<>();
    pseudonyms(
        active,
        (category, field, domain) -> {
          if (caller.leases(policy, category, field.name(), domain)) {
            domains.add(domain);
          }
        });
    published.forEach(
        version ->
            pseudonyms(
                version,
                (category, field, domain) -> {
                  if (field.type() != ValueType.TEXT
                      && !caller.leasesGuessable(policy, category, field.name(), domain)) {
                    guessable.add(domain);
                  }
                }));
    domains.removeAll(guessable);
    return domains;
  }

  private static void pseudonyms(PolicyVersion version, Visitor visitor) {
    version
        .document()
        .categories()
        .forEach(
            (category, found) ->
                found
                    .fields()
                    .forEach(
                        field -> {
                          if (field.onReceipt() instanceof Method.Pseudonymize method) {
                            visitor.visit(category, field, method.domain());
                          }
                        }));
  }

  /** Gets each pseudonymized field of a version. */
  private interface Visitor {
    void visit(String category, FieldRule field, String domain);
  }
}
