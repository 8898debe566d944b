package io.lethe.retention;

import io.lethe.database.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Whole rows of runs as they are read. */
final class RunRows {

  private RunRows() {}

  static Uni<List<Run>> page(SqlClient client, Instant before, int limit) {
    return client
        .preparedQuery(
            "SELECT * FROM retention_run WHERE created_at < $1"
                + " ORDER BY created_at DESC, id LIMIT $2")
        .execute(Tuple.of(Columns.utc(before), limit))
        .map(RunRows::list);
  }

  static List<Run> list(Iterable<Row> rows) {
    List<Run> runs = new ArrayList<>();
    rows.forEach(
        row ->
            runs.add(
                new Run(
                    row.getUUID("id"),
                    RunState.valueOf(row.getString("state")),
                    row.getString("requested_by"),
                    row.getBoolean("dry_run"),
                    row.getString("policy"),
                    row.getString("category"),
                    Columns.instant(row, "as_of"),
                    Columns.instant(row, "cutoff"),
                    row.getOffsetDateTime("created_at").toInstant(),
                    Columns.instant(row, "started_at"),
                    Columns.instant(row, "finished_at"),
                    row.getLong("destroyed"),
                    row.getLong("depersonalized"),
                    row.getLong("held"),
                    row.getLong("blocked"),
                    row.getLong("failed"),
                    row.getString("error"),
                    row.getBoolean("closing"),
                    row.getBoolean("broken"),
                    row.getString("left_by_policy"),
                    row.getUUID("rest"),
                    row.getLong("due"),
                    PaceStore.limits(row),
                    row.getBoolean("spread"),
                    row.getLong("postponed"),
                    Columns.instant(row, "postponed_until"))));
    return runs;
  }
}
