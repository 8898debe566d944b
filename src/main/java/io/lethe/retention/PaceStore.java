package io.lethe.retention;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.retention.Batch.RunStopped;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;

/** How fast runs may be, as it was told while they run. */
@ApplicationScoped
class PaceStore {

  private final Database database;

  PaceStore(Database database) {
    this.database = database;
  }

  /**
   * What a run was told, and for how long its rows and bytes are still to be paid for.
   *
   * @throws RunStopped when it is not RUNNING
   */
  Uni<Told> of(UUID run) {
    return database
        .data()
        .preparedQuery(
            "SELECT rows_per_second, bytes_per_second, hours,"
                + " GREATEST(0, extract(epoch FROM paced_until - now()))::float8 AS debt"
                + " FROM retention_run WHERE id = $1 AND state = 'RUNNING' AND NOT closing")
        .execute(Tuple.of(run))
        .map(rows -> Columns.first(rows, PaceStore::told).orElseThrow(RunStopped::new));
  }

  private static Told told(Row row) {
    Double debt = row.getDouble("debt");
    return new Told(limits(row), Duration.ofMillis(debt == null ? 0 : (long) (debt * 1000)));
  }

  static Limits limits(Row row) {
    return new Limits(
        row.getLong("rows_per_second"), row.getLong("bytes_per_second"), row.getString("hours"));
  }

  /** Adds what a batch has to be paid for. */
  Uni<Void> spent(UUID run, Duration cost) {
    return database
        .data()
        .preparedQuery(
            "UPDATE retention_run SET paced_until ="
                + " GREATEST(paced_until, now()) + $2 * interval '1 millisecond' WHERE id = $1")
        .execute(Tuple.of(run, (double) cost.toMillis()))
        .replaceWithVoid();
  }

  /**
   * Tells a run how fast it may be; what is null is as the settings say; false when it has ended.
   */
  Uni<Boolean> tell(SqlClient client, UUID run, Limits limits) {
    return client
        .preparedQuery(
            "UPDATE retention_run SET rows_per_second = $2, bytes_per_second = $3, hours = $4,"
                + " paced_until = NULL WHERE id = $1 AND finished_at IS NULL")
        .execute(Tuple.of(run, limits.rowsPerSecond(), limits.bytesPerSecond(), limits.hours()))
        .map(rows -> rows.rowCount() == 1);
  }

  /** What a run was told, and what is still to be paid for. */
  record Told(Limits limits, Duration debt) {}
}
