package io.lethe.access;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Grants of a local token in tests: everywhere, with leases of every domain whose values cannot be
 * tried out, unless its subject says otherwise, as {@code only/sens/mandatory,demographic/*} does
 * with policies, categories and fields.
 */
@Singleton
@Alternative
@Priority(1)
public final class LimitedGrants implements Grants {

  private static final String ONLY = "only";
  private static final String LEASING = "leasing";
  private static final Set<String> ANY = Set.of(Grant.ANY);

  /** The subject of a token with these grants alone, names separated by commas. */
  public static String only(String policies, String categories, String fields) {
    return String.join("/", ONLY, policies, categories, fields);
  }

  /** The same, with leases of keys of domains whose values can be tried out. */
  public static String onlyLeasing(String policies, String categories, String fields) {
    return String.join("/", ONLY, policies, categories, fields, LEASING);
  }

  @Override
  public List<Grant> of(JsonWebToken token) {
    Set<Role> roles =
        token.getGroups().stream()
            .map(Role::of)
            .flatMap(Optional::stream)
            .collect(Collectors.toSet());
    String[] parts = String.valueOf(token.getSubject()).split("/", -1);
    if (roles.isEmpty()) {
      return List.of();
    }
    return List.of(
        parts[0].equals(ONLY)
            ? new Grant(
                roles,
                names(parts[1]),
                names(parts[2]),
                names(parts[3]),
                ANY,
                parts[parts.length - 1].equals(LEASING))
            : new Grant(roles, ANY, ANY, ANY, ANY, false));
  }

  private static Set<String> names(String list) {
    return Arrays.stream(list.split(","))
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toSet());
  }
}
