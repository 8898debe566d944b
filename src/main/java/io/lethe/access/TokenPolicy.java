package io.lethe.access;

import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityPolicy;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;

/**
 * Lets whoever has a valid token pass to the check of roles.
 *
 * <p>Quarkus's own {@code authenticated} answers an empty 401; this one fails, so that the answer
 * is a problem.
 */
@Singleton
public final class TokenPolicy implements HttpSecurityPolicy {

  @Override
  public String name() {
    return "token";
  }

  @Override
  public Uni<CheckResult> checkPermission(
      RoutingContext request, Uni<SecurityIdentity> identity, AuthorizationRequestContext context) {
    return identity.map(
        caller -> {
          if (caller.isAnonymous()) {
            throw new UnauthorizedException();
          }
          return CheckResult.PERMIT;
        });
  }
}
