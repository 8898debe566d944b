package io.lethe.access;

import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** A token that was verified elsewhere. */
record TestToken(Map<String, Object> claims) implements JsonWebToken {

  static TestToken of(String issuer, String subject, String... audience) {
    return new TestToken(
        Map.of(
            "iss", issuer, "sub", subject, "aud", Set.of(audience), "groups", Set.of("security")));
  }

  @Override
  public String getName() {
    return getSubject();
  }

  @Override
  public Set<String> getClaimNames() {
    return claims.keySet();
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T> @Nullable T getClaim(String name) {
    return (T) claims.get(name);
  }
}
