package io.lethe.access;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Gives an identity the roles it was granted.
 *
 * <p><b>Guarantee</b>: an identity leaves with granted roles alone; without a token for this
 * audience, or without a grant, it leaves with none.
 */
@Singleton
public final class GrantedIdentity implements SecurityIdentityAugmentor {

  /** The audience that every token must name. */
  public static final String AUDIENCE = "lethe";

  private final Grants grants;

  GrantedIdentity(Grants grants) {
    this.grants = grants;
  }

  @Override
  public Uni<SecurityIdentity> augment(
      SecurityIdentity identity, AuthenticationRequestContext context) {
    return Uni.createFrom().item(identity.isAnonymous() ? identity : granted(identity));
  }

  private SecurityIdentity granted(SecurityIdentity identity) {
    QuarkusSecurityIdentity.Builder builder =
        QuarkusSecurityIdentity.builder()
            .setPrincipal(identity.getPrincipal())
            .addCredentials(identity.getCredentials())
            .addAttributes(identity.getAttributes());
    if (identity.getPrincipal() instanceof JsonWebToken token && isComplete(token)) {
      Caller caller = caller(token);
      builder.addRoles(labels(caller)).addAttribute(Callers.ATTRIBUTE, caller);
    }
    return builder.build();
  }

  private Caller caller(JsonWebToken token) {
    List<Grant> granted = grants.of(token);
    return Caller.of(token.getIssuer(), token.getSubject(), granted);
  }

  private static boolean isComplete(JsonWebToken token) {
    Set<String> audience = token.getAudience();
    return token.getIssuer() != null
        && token.getSubject() != null
        && audience != null
        && audience.contains(AUDIENCE);
  }

  private static Set<String> labels(Caller caller) {
    return caller.roles().stream().map(Role::label).collect(Collectors.toSet());
  }
}
