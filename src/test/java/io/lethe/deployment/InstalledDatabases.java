package io.lethe.deployment;

import io.lethe.MortalPostgres;
import io.lethe.Sql;
import io.lethe.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * PostgreSQL as an installation has it: processes of its own, a database for the data and another
 * one for the data keys, each of a role that owns it, can do nothing else, and is asked for its
 * password.
 */
final class InstalledDatabases implements AutoCloseable {

  private static final String DATA = "lethe";
  private static final String KEYS = "lethe_keys";

  /** The test sees with its own eyes; everybody else says who they are. */
  private static final String CALLERS =
      """
      host all postgres 127.0.0.1/32 trust
      host all all 127.0.0.1/32 scram-sha-256
      """;

  private final MortalPostgres server;

  private InstalledDatabases(MortalPostgres server) {
    this.server = server;
  }

  /** Starts the server with both databases, and nothing in them. */
  static InstalledDatabases start(Path data) throws IOException {
    InstalledDatabases databases = new InstalledDatabases(MortalPostgres.start(data));
    try (Sql sql = Sql.open(databases.server.database())) {
      for (String name : new String[] {DATA, KEYS}) {
        sql.execute("CREATE ROLE " + name + " LOGIN PASSWORD '" + password(name) + "'");
        sql.execute("CREATE DATABASE " + name + " OWNER " + name);
        sql.execute("REVOKE CONNECT ON DATABASE " + name + " FROM PUBLIC");
      }
      Files.writeString(data.resolve("pg_hba.conf"), CALLERS);
      sql.execute("SELECT pg_reload_conf()");
    }
    return databases;
  }

  private static String password(String role) {
    return "password of " + role;
  }

  /** Where the data is, as a superuser sees it. */
  TestPostgres.Database data() {
    return new TestPostgres.Database(DATA, server.database().port());
  }

  /** As {@code database} of the chart's values has it. */
  Map<String, Object> values() {
    return Map.of(
        "url", data().url(),
        "keysUrl", new TestPostgres.Database(KEYS, server.database().port()).url());
  }

  /** What is secret of it, as environment variables. */
  Map<String, String> secrets() {
    return Map.of(
        "LETHE_DATABASE_USERNAME",
        DATA,
        "LETHE_DATABASE_PASSWORD",
        password(DATA),
        "QUARKUS_DATASOURCE_KEYS_USERNAME",
        KEYS,
        "QUARKUS_DATASOURCE_KEYS_PASSWORD",
        password(KEYS));
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
