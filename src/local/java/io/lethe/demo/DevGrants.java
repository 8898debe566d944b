package io.lethe.demo;

import io.lethe.access.Grant;
import io.lethe.access.Grants;
import io.lethe.access.Role;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Grants a local token the roles it names, everywhere. */
@Singleton
final class DevGrants implements Grants {

  @Override
  public List<Grant> of(JsonWebToken token) {
    if (!LocalIssuer.ISSUER.equals(token.getIssuer())) {
      return List.of();
    }
    Set<Role> roles =
        token.getGroups().stream()
            .map(Role::of)
            .flatMap(Optional::stream)
            .collect(Collectors.toSet());
    return roles.isEmpty() ? List.of() : List.of(Grant.everywhere(roles));
  }
}
