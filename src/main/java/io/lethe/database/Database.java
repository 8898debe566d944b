package io.lethe.database;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/**
 * The data source of the data and the data source of the keys, the one place that injects them.
 *
 * <p><b>Warning</b>: the two may be different databases; nothing spans them in one transaction.
 */
@ApplicationScoped
public class Database {

  private static final String LIMIT = "set_config('transaction_timeout', $1, true)";

  private static final String BY_KEYS =
      "set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),"
          + " set_config('enable_hashjoin', 'off', true),"
          + " set_config('enable_mergejoin', 'off', true), set_config('jit', 'off', true)";

  private final Instance<Pool> data;
  private final Instance<Pool> keys;

  Database(Instance<Pool> data, @ReactiveDataSource("keys") Instance<Pool> keys) {
    this.data = data;
    this.keys = keys;
  }

  /** Connections to the data. */
  public Pool data() {
    return data.get();
  }

  /** Connections to the keys. */
  public Pool keys() {
    return keys.get();
  }

  /** The database's time. */
  public Uni<Instant> now() {
    return now(data());
  }

  /** The same; in a transaction, when that began. */
  public static Uni<Instant> now(SqlClient client) {
    return client
        .query("SELECT now() AS now")
        .execute()
        .map(rows -> rows.iterator().next().getOffsetDateTime("now").toInstant());
  }

  /** Runs {@code work} in one transaction on one connection to the data; a failure rolls back. */
  public <T> Uni<T> transaction(Function<SqlConnection, Uni<T>> work) {
    return data().withTransaction(work);
  }

  /**
   * Runs {@code work} in one transaction that the database itself ends after {@code limit}: one
   * that its caller has given up cannot commit later, nor keep its locks.
   */
  public <T> Uni<T> transaction(Duration limit, Function<SqlConnection, Uni<T>> work) {
    return transaction(LIMIT, timeout(limit), work);
  }

  /**
   * The same, for set-based statements over the keys of some rows: each row is looked up by an
   * index.
   *
   * <p>The planner does not know how few rows the keys of a batch are beside their table, and would
   * read whole tables for each batch: 0.5 s instead of 0.15 s for 3,000 of 200,000 records. In a
   * table that has grown since it was analyzed it would begin with the table, however it joins: a
   * select goes from the keys to the rows by {@code CROSS JOIN LATERAL (... OFFSET 0)}.
   */
  public <T> Uni<T> transactionByKeys(Duration limit, Function<SqlConnection, Uni<T>> work) {
    return transaction(BY_KEYS + ", " + LIMIT, timeout(limit), work);
  }

  /** The same without a limit. */
  public <T> Uni<T> transactionByKeys(Function<SqlConnection, Uni<T>> work) {
    return transaction(BY_KEYS, Tuple.tuple(), work);
  }

  /**
   * The same, for what brings back what a restored database lacks: the one transaction that a
   * sealed database takes.
   */
  public <T> Uni<T> replay(Function<SqlConnection, Uni<T>> work) {
    return transaction("set_config('lethe.gate', 'replay', true)", Tuple.tuple(), work);
  }

  /** Whether the data may be written to: whether its gate is open. */
  public Uni<Boolean> isOpen() {
    return data()
        .query("SELECT gate_open() AS open")
        .execute()
        .map(rows -> rows.iterator().next().getBoolean("open"));
  }

  private static Tuple timeout(Duration limit) {
    return Tuple.of(Long.toString(limit.toMillis()));
  }

  private <T> Uni<T> transaction(
      String settings, Tuple values, Function<SqlConnection, Uni<T>> work) {
    return transaction(
        connection ->
            connection
                .preparedQuery("SELECT " + settings)
                .execute(values)
                .chain(() -> work.apply(connection)));
  }
}
