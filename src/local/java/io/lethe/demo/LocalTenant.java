package io.lethe.demo;

import io.lethe.access.GrantedIdentity;
import io.quarkus.oidc.OidcRequestContext;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.oidc.TenantConfigResolver;
import io.quarkus.oidc.runtime.OidcTenantConfig.ApplicationType;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;

/** Has every token verified as one of the local issuer. */
@Singleton
final class LocalTenant implements TenantConfigResolver {

  private final OidcTenantConfig tenant;

  LocalTenant(LocalIssuer issuer) {
    tenant =
        OidcTenantConfig.builder()
            .tenantId("local")
            .applicationType(ApplicationType.SERVICE)
            .publicKey(issuer.publicKey())
            .token()
            .issuer(LocalIssuer.ISSUER)
            .audience(GrantedIdentity.AUDIENCE)
            .end()
            .build();
  }

  @Override
  public Uni<OidcTenantConfig> resolve(
      RoutingContext request, OidcRequestContext<OidcTenantConfig> context) {
    return Uni.createFrom().item(tenant);
  }
}
