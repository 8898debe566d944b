package io.lethe.scale;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Eventually;
import io.lethe.RemoteApi;
import io.lethe.Sql;
import io.lethe.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Every statement that a database executes, with its plan, from when it is opened: those of
 * functions and triggers, too. The server writes them down ({@code auto_explain}).
 */
final class StatementLog implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String PLAN = "plan:\n";

  private final TestPostgres.Database database;
  private final Sql sql;

  private StatementLog(TestPostgres.Database database, Sql sql) {
    this.database = database;
    this.sql = sql;
  }

  /** Begins to write down what a database executes. */
  static StatementLog open(TestPostgres.Database database) {
    Sql sql = Sql.open(database);
    sql.execute("ALTER SYSTEM SET log_rotation_size = 0");
    sql.execute("ALTER SYSTEM SET auto_explain.log_format = 'json'");
    sql.execute("ALTER SYSTEM SET auto_explain.log_verbose = on");
    sql.execute("ALTER SYSTEM SET auto_explain.log_nested_statements = on");
    sql.execute("ALTER SYSTEM SET auto_explain.log_parameter_max_length = 0");
    sql.execute("ALTER SYSTEM SET auto_explain.log_min_duration = 0");
    sql.execute("SELECT pg_reload_conf()");
    StatementLog log = new StatementLog(database, sql);
    log.flush();
    return log;
  }

  /** The plans of each statement, by its text with single spaces. */
  Map<String, Set<JsonNode>> read() {
    flush();
    Map<String, Set<JsonNode>> plans = new LinkedHashMap<>();
    try (Stream<String> lines = Files.lines(file())) {
      lines.forEach(
          line -> {
            JsonNode entry = RemoteApi.read(line);
            String message = entry.path("message").asText();
            int at = message.indexOf(PLAN);
            if (at >= 0 && entry.path("dbname").asText().equals(database.name())) {
              JsonNode plan = RemoteApi.read(message.substring(at + PLAN.length()));
              plans
                  .computeIfAbsent(text(plan), text -> new LinkedHashSet<>())
                  .add(plan.get("Plan"));
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return plans;
  }

  private static String text(JsonNode plan) {
    return plan.path("Query Text").asText().replaceAll("\\s+", " ").strip();
  }

  private Path file() {
    return Path.of(
        sql.column("SHOW data_directory").get(0),
        sql.column("SELECT pg_current_logfile('jsonlog')").get(0));
  }

  /** Waits until what was executed is in the file. */
  private void flush() {
    String mark = UUID.randomUUID().toString();
    Eventually.get(
        "the log is written",
        PATIENCE,
        () -> {
          sql.column("SELECT '" + mark + "'");
          try (Stream<String> lines = Files.lines(file())) { // hundreds of megabytes
            return lines.anyMatch(line -> line.contains(mark));
          }
        },
        written -> written);
  }

  @Override
  public void close() {
    sql.execute("ALTER SYSTEM RESET ALL");
    sql.execute("SELECT pg_reload_conf()");
    sql.close();
  }
}
