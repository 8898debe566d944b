package io.lethe.readiness;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Settings of the database. */
@ConfigMapping(prefix = "lethe.database")
public interface DatabaseConfig {

  /** {@code postgresql://host:port/database}, and {@code ?sslmode=verify-full} for TLS. */
  String url();

  /** The role that owns Lethe's schemas. */
  String username();

  /** Its password. */
  String password();

  /**
   * PEM file of the authorities that the certificates of the databases are checked against, with
   * {@code sslmode=verify-full}.
   */
  Optional<String> authorities();

  /** Whether the tables are spread over the nodes of a Citus cluster. */
  @WithDefault("false")
  boolean citus();
}
