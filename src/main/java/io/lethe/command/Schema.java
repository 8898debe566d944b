package io.lethe.command;

import io.quarkus.flyway.FlywayDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.io.PrintStream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;

/** The migrations that both databases have. */
@ApplicationScoped
class Schema {

  // Asked for late: a sidecar has neither, and does not start where one is injected.
  private final Instance<Flyway> data;
  private final Instance<Flyway> keys;

  Schema(Instance<Flyway> data, @FlywayDataSource("keys") Instance<Flyway> keys) {
    this.data = data;
    this.keys = keys;
  }

  /** A line of JSON with the newest of each. */
  void report(PrintStream out) {
    out.println(
        "{\"data\": \"" + newest(data.get()) + "\", \"keys\": \"" + newest(keys.get()) + "\"}");
  }

  private static String newest(Flyway flyway) {
    MigrationInfo current = flyway.info().current();
    if (current == null) {
      throw new IllegalStateException("a database has no migration");
    }
    return current.getVersion().getVersion();
  }
}
