package io.lethe.readiness;

import io.quarkus.flyway.FlywayConfigurationCustomizer;
import jakarta.inject.Singleton;
import java.util.Collection;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/**
 * Leaves the migration out that spreads the tables over a Citus cluster, where nobody has asked for
 * it. A build knows the migrations of all its locations; which of them are made, each start says.
 */
@Singleton
final class CitusMigration implements FlywayConfigurationCustomizer {

  private final DatabaseConfig database;

  CitusMigration(DatabaseConfig database) {
    this.database = database;
  }

  @Override
  public void customize(FluentConfiguration flyway) {
    if (!database.citus()) {
      flyway.resourceProvider(new Ordinary(flyway.getResourceProvider()));
    }
  }

  /** All that is found but what is for a cluster. */
  private record Ordinary(ResourceProvider found) implements ResourceProvider {

    @Override
    public @Nullable LoadableResource getResource(String name) {
      return found.getResource(name);
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
      return found.getResources(prefix, suffixes).stream()
          .filter(resource -> !resource.getAbsolutePath().startsWith("db/citus/"))
          .toList();
    }
  }
}
