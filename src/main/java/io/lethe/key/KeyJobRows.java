package io.lethe.key;

import io.lethe.database.Columns;
import io.lethe.key.KeyJob.Order;
import io.lethe.key.KeyJob.Progress;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;

/** Whole rows of jobs as they are read. */
final class KeyJobRows {

  private KeyJobRows() {}

  static List<KeyJob> list(RowSet<Row> rows) {
    List<KeyJob> jobs = new ArrayList<>(rows.size());
    rows.forEach(row -> jobs.add(job(row)));
    return jobs;
  }

  private static KeyJob job(Row row) {
    return new KeyJob(
        row.getUUID("id"),
        KeyJob.Kind.valueOf(row.getString("kind")),
        row.getString("ring"),
        row.getInteger("version"),
        JobState.valueOf(row.getString("state")),
        new Order(
            row.getString("requested_by"),
            row.getString("approved_by"),
            row.getString("reason"),
            row.getBoolean("dry_run"),
            row.getBoolean("compromised"),
            row.getBoolean("then_rewrap"),
            row.getInteger("rows_per_second")),
        new Progress(
            row.getLong("total"),
            row.getLong("moved"),
            row.getString("census"),
            row.getString("exposed"),
            row.getString("source"),
            row.getString("cursor")),
        row.getOffsetDateTime("created_at").toInstant(),
        Columns.instant(row, "started_at"),
        Columns.instant(row, "finished_at"),
        row.getString("error"),
        row.getUUID("owner"));
  }
}
