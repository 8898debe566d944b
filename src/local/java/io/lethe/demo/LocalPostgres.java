package io.lethe.demo;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.Map;

/** A real PostgreSQL in a fresh temporary directory, on a free port of this machine. */
final class LocalPostgres implements AutoCloseable {

  private final EmbeddedPostgres postgres;

  private LocalPostgres(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  static LocalPostgres start() throws IOException {
    return new LocalPostgres(EmbeddedPostgres.builder().start());
  }

  Map<String, String> settings() {
    return Map.of(
        "lethe.database.url", "postgresql://127.0.0.1:" + postgres.getPort() + "/postgres",
        "lethe.database.username", "postgres",
        "lethe.database.password", "postgres");
  }

  @Override
  public void close() throws IOException {
    postgres.close();
  }
}
