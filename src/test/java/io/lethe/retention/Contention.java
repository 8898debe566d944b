package io.lethe.retention;

import io.lethe.Beside;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Stops the service's transactions where a test wants them, by locks of other connections, and
 * tells by {@code pg_stat_activity} and {@code pg_locks} that they stand there.
 */
final class Contention implements AutoCloseable {

  private final LetheClient lethe;
  private final Tables eyes;
  private final List<Tables> opened = new ArrayList<>();

  Contention(LetheClient lethe) throws SQLException {
    this.lethe = lethe;
    this.eyes = open();
    // A batch that has to make the journal's month would stop earlier than it is meant to.
    eyes.execute("SELECT erasure_month('" + lethe.now() + "')");
  }

  private Tables open() throws SQLException {
    Tables tables = Tables.connect();
    opened.add(tables);
    return tables;
  }

  /** What other transactions have committed. */
  Tables eyes() {
    return eyes;
  }

  /** A connection that holds this lock on a table until it lets go. */
  Lock lock(String table, String mode) throws SQLException {
    Tables tables = open();
    tables.connection().setAutoCommit(false);
    tables.execute("LOCK TABLE " + table + " IN " + mode + " MODE");
    return new Lock(tables, CompletableFuture.completedFuture(null));
  }

  /** A connection that queues for this lock behind whoever waits already. */
  Lock queueFor(String table, String mode) throws SQLException {
    Tables tables = open();
    tables.connection().setAutoCommit(false);
    String sql = "LOCK TABLE " + table + " IN " + mode + " MODE";
    Lock lock = new Lock(tables, Beside.run(() -> tables.execute(sql)));
    awaitWaiting(sql + "%");
    return lock;
  }

  /** Calls the service without waiting for it. */
  <T> CompletableFuture<T> call(Supplier<T> call) {
    return Beside.call(call);
  }

  /** Waits until a statement like this one waits for a lock; answers its process. */
  int awaitWaiting(String statement) {
    return Awaiting.until(
            () ->
                eyes.column(
                    Integer.class,
                    """
                    SELECT pid FROM pg_stat_activity
                    WHERE datname = current_database() AND wait_event_type = 'Lock'
                      AND query LIKE ?
                    """,
                    statement),
            found -> found.size() == 1)
        .get(0);
  }

  /** Whether one process waits for the other. */
  boolean waitsFor(int waiting, int holding) {
    return eyes.number(
            "SELECT count(*) FROM unnest(pg_blocking_pids(?)) AS p WHERE p = ?", waiting, holding)
        > 0;
  }

  /** Whether a process holds this lock on a table; who locks rows FOR UPDATE has RowShareLock. */
  boolean holds(int process, String table, String mode) {
    return eyes.number(
            "SELECT count(*) FROM pg_locks WHERE pid = ? AND relation = ?::regclass"
                + " AND mode = ? AND granted",
            process,
            table,
            mode)
        > 0;
  }

  @Override
  public void close() throws SQLException {
    for (Tables tables : opened) {
      tables.close(); // rolls back, so that nobody waits for a test that failed
    }
  }

  /** A lock of another connection. */
  record Lock(Tables tables, CompletableFuture<Void> held) {

    /** Waits until it is held. */
    void await() {
      Awaiting.until(held::isDone, done -> done);
      held.join();
    }

    /** Lets whoever waits go on. */
    void release() throws SQLException {
      await();
      tables.connection().commit();
    }
  }
}
