package io.lethe.readiness;

import io.lethe.access.IssuerConfig;
import io.lethe.key.KeysConfig;
import io.quarkus.arc.profile.UnlessBuildProfile;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;

/** Has settings checked that production cannot do without. */
@Startup
@Singleton
@UnlessBuildProfile(anyOf = {"local", "test"})
final class ProductionSettings {

  ProductionSettings(KeysConfig keys, IssuerConfig issuer) {}
}
