package io.lethe;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One real PostgreSQL for each JVM of tests, and as many fresh databases in it as are asked for.
 */
public final class TestPostgres {

  /** A property, not a field: Quarkus loads test classes once for each application it starts. */
  private static final String PORT = "io.lethe.test.postgres.port";

  /** Tells its whole life otherwise; held here, because the log manager does not hold it. */
  private static final Logger TALK = Logger.getLogger("io.zonky");

  private static final String USER = "postgres";

  /** A database nobody else uses. */
  public record Database(String name, int port) {

    /** As {@code lethe.database.url} has it. */
    public String url() {
      return "postgresql://127.0.0.1:" + port + "/" + name;
    }

    public String username() {
      return USER;
    }

    public String password() {
      return USER;
    }

    /** A connection for what a test wants to see with its own eyes. */
    public Connection connect() throws SQLException {
      return DriverManager.getConnection("jdbc:" + url(), USER, USER);
    }

    /** A copy of its files as they stand, while nobody is connected. */
    public Database copy() {
      Database copy = new Database(name + "_copy", port);
      execute(port, "create database " + copy.name() + " template " + name);
      return copy;
    }

    /** Drops it, whoever is still connected. */
    public void drop() {
      execute(port, "drop database if exists " + name + " with (force)");
    }
  }

  private TestPostgres() {}

  /** Creates an empty database; the server ends with the JVM. */
  public static Database fresh() {
    int port = port();
    String name = "lethe_" + UUID.randomUUID().toString().replace('-', '_');
    execute(port, "create database " + name);
    return new Database(name, port);
  }

  /**
   * Creates an empty database on a server of its own for a million records, whose commits are as
   * durable as in production and which starts no work of its own; it ends with the JVM.
   */
  public static Database large() {
    TALK.setLevel(Level.WARNING);
    try {
      @SuppressWarnings("resource") // closed by a shutdown hook of its own
      int port =
          EmbeddedPostgres.builder()
              .setServerConfig("shared_buffers", "3GB")
              .setServerConfig("max_wal_size", "32GB")
              .setServerConfig("checkpoint_timeout", "1h")
              .setServerConfig("autovacuum", "off")
              .setPGStartupWait(Duration.ofMinutes(1))
              .setServerConfig("fsync", "on")
              .setServerConfig("full_page_writes", "on")
              .setServerConfig("synchronous_commit", "on")
              .start()
              .getPort();
      execute(port, "create database lethe");
      return new Database("lethe", port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int port() {
    synchronized (System.getProperties()) {
      Integer running = Integer.getInteger(PORT);
      if (running != null) {
        return running;
      }
      TALK.setLevel(Level.WARNING);
      try {
        @SuppressWarnings("resource") // closed by a shutdown hook of its own
        int started =
            EmbeddedPostgres.builder()
                // Silent until a test asks the server to write down what it executes.
                .setServerConfig("shared_preload_libraries", "auto_explain")
                .setServerConfig("logging_collector", "on")
                .setServerConfig("log_destination", "jsonlog")
                .setPGStartupWait(Duration.ofMinutes(1))
                .start()
                .getPort();
        System.setProperty(PORT, Integer.toString(started));
        return started;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void execute(int port, String sql) {
    try (Connection connection = new Database("postgres", port).connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
