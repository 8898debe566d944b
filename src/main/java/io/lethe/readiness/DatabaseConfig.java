package io.lethe.readiness;

import io.smallrye.config.ConfigMapping;

/** Settings of the database. */
@ConfigMapping(prefix = "lethe.database")
public interface DatabaseConfig {

  /** {@code postgresql://host:port/database}. */
  String url();

  /** The role that owns Lethe's schemas. */
  String username();

  /** Its password. */
  String password();
}
