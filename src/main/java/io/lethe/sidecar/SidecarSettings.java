package io.lethe.sidecar;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * The settings that follow from the mode: of whatever needs a database, an issuer or a key
 * encryption key nothing is active.
 *
 * <p>Some of what a server needs has a value here, which nothing reads.
 */
public final class SidecarSettings implements ConfigSourceFactory {

  private static final String MODE = "lethe.mode";
  private static final String NAME = "sidecar";
  private static final String NOTHING = "none";

  /** Above the environment and system properties: these are no choices. */
  private static final int ORDINAL = 600;

  private static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("quarkus.datasource.active", "false"),
          Map.entry("quarkus.datasource.keys.active", "false"),
          Map.entry("quarkus.hibernate-orm.active", "false"),
          Map.entry("quarkus.flyway.active", "false"),
          Map.entry("quarkus.flyway.keys.active", "false"),
          Map.entry("quarkus.flyway.migrate-at-start", "false"),
          Map.entry("quarkus.flyway.keys.migrate-at-start", "false"),
          Map.entry("quarkus.oidc.k8s.tenant-enabled", "false"),
          Map.entry("quarkus.oidc.k8s.auth-server-url", "http://127.0.0.1"),
          Map.entry("quarkus.scheduler.enabled", "false"),
          Map.entry("lethe.database.url", "postgresql://127.0.0.1/none"),
          Map.entry("lethe.database.username", NOTHING),
          Map.entry("lethe.database.password", NOTHING),
          Map.entry("lethe.oidc.issuer", "http://127.0.0.1"),
          Map.entry("lethe.keys.keystore.path", NOTHING),
          Map.entry("lethe.keys.keystore.password", NOTHING));

  /** For the service loader. */
  public SidecarSettings() {}

  @Override
  public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
    ConfigValue mode = context.getValue(MODE);
    return mode != null && NAME.equalsIgnoreCase(mode.getValue())
        ? List.of(new PropertiesConfigSource(SETTINGS, NAME, ORDINAL))
        : List.of();
  }
}
