package io.lethe.access;

import io.quarkus.oidc.TenantResolver;
import io.quarkus.oidc.runtime.OidcConfig;
import io.quarkus.oidc.runtime.OidcTenantConfig;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Picks the tenant that verifies a token by the issuer the token names.
 *
 * <p>Quarkus's own way gives an issuer that was down at start one more attempt and then never
 * again; a tenant picked here is tried at every request until it answers.
 *
 * <p><b>Warning</b>: what is read here is not verified yet and decides nothing but who verifies.
 */
@Singleton
public final class IssuerTenant implements TenantResolver {

  private static final String BEARER = "Bearer ";

  private final Map<String, String> tenants;

  IssuerTenant(OidcConfig config) {
    Map<String, String> byIssuer = new HashMap<>();
    config
        .namedTenants()
        .forEach((name, tenant) -> issuer(tenant).ifPresent(issuer -> byIssuer.put(issuer, name)));
    tenants = Map.copyOf(byIssuer);
  }

  private static Optional<String> issuer(OidcTenantConfig tenant) {
    return tenant.tenantEnabled() ? tenant.token().issuer() : Optional.empty();
  }

  @Override
  public @Nullable String resolve(RoutingContext request) {
    String header = request.request().getHeader("Authorization");
    if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return null;
    }
    String issuer = issuer(header.substring(BEARER.length()));
    return issuer == null ? null : tenants.get(issuer);
  }

  private static @Nullable String issuer(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return null;
    }
    try {
      byte[] claims = Base64.getUrlDecoder().decode(parts[1]);
      return new JsonObject(new String(claims, StandardCharsets.UTF_8)).getValue("iss")
              instanceof String issuer
          ? issuer
          : null;
    } catch (IllegalArgumentException | DecodeException e) {
      return null;
    }
  }
}
