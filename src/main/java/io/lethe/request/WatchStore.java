package io.lethe.request;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.policy.RequestType;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What the watch asks of the rows of requests. */
@ApplicationScoped
class WatchStore {

  private static final int AT_ONCE = 1_000;

  private final Database database;

  WatchStore(Database database) {
    this.database = database;
  }

  /** Requests whose destruction is granted, and of which no record is left. */
  Uni<List<UUID>> carriedOut() {
    return database
        .data()
        .preparedQuery(
            """
            SELECT q.id FROM subject_request q
            WHERE q.closed_at IS NULL AND q.state = 'CARRYING_OUT'
              AND NOT EXISTS (
                SELECT 1 FROM every_record r WHERE r.bucket = q.bucket AND r.subject_id = q.subject_id
                  AND (q.category IS NULL OR r.category = q.category)
                  AND r.collected_at <= q.decided_at)
            ORDER BY q.id LIMIT $1
            """)
        .execute(Tuple.of(AT_ONCE))
        .map(rows -> Columns.all(rows, row -> row.getUUID("id")));
  }

  /** Deletes requests that have outlived their own term; answers how many. */
  Uni<Integer> delete(SqlConnection tx, Instant cutoff) {
    return tx.preparedQuery(
            """
            DELETE FROM subject_request WHERE id IN (
              SELECT id FROM subject_request WHERE expires_at <= $1
              ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)
            """)
        .execute(Tuple.of(Columns.utc(cutoff), AT_ONCE))
        .map(rows -> rows.rowCount());
  }

  /** By policy and type of what is not closed: overdue at an instant, and due until another. */
  Uni<List<Overdue>> measure(Instant now, Instant soon) {
    return database
        .data()
        .preparedQuery(
            """
            SELECT policy, type, count(*) FILTER (WHERE overdue_at <= $1) AS overdue,
              count(*) FILTER (WHERE overdue_at > $1 AND overdue_at <= $2) AS soon
            FROM subject_request WHERE closed_at IS NULL GROUP BY policy, type
            """)
        .execute(Tuple.of(Columns.utc(now), Columns.utc(soon)))
        .map(
            rows -> {
              List<Overdue> counted = new ArrayList<>();
              for (Row row : rows) {
                counted.add(
                    new Overdue(
                        row.getString("policy"),
                        RequestType.valueOf(row.getString("type")),
                        row.getLong("overdue"),
                        row.getLong("soon")));
              }
              return counted;
            });
  }

  /** Counts of one policy and type. */
  record Overdue(String policy, RequestType type, long overdue, long soon) {}
}
