package io.lethe.access;

import io.quarkus.arc.DefaultBean;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Grants from settings, keyed on issuer and subject.
 *
 * <p><b>Guarantee</b>: what a token says of its own groups counts for nothing.
 */
@Singleton
@DefaultBean
final class ConfiguredGrants implements Grants {

  private final AccessConfig config;

  ConfiguredGrants(AccessConfig config) {
    this.config = config;
  }

  @Override
  public List<Grant> of(JsonWebToken token) {
    return config.grants().stream()
        .filter(entry -> entry.issuer().equals(token.getIssuer()))
        .filter(entry -> entry.subject().equals(token.getSubject()))
        .map(ConfiguredGrants::grant)
        .toList();
  }

  private static Grant grant(AccessConfig.Entry entry) {
    return new Grant(
        entry.roles(),
        entry.policies().orElse(Set.of()),
        entry.categories().orElse(Set.of()),
        entry.fields().orElse(Set.of()),
        entry.leaseDomains().orElse(Set.of()),
        entry.leaseGuessable());
  }
}
