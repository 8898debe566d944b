package io.lethe.retention;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.subject.SubjectColumns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Values that rectifications have replaced, as a run meets them. */
@ApplicationScoped
class PreviousStore {

  private final Database database;

  PreviousStore(Database database) {
    this.database = database;
  }

  /** What is due of a category after the cursor, in order of due date. */
  Uni<List<Due>> due(
      SqlClient client,
      CategoryRef category,
      Instant cutoff,
      Cursor cursor,
      int limit,
      boolean lock) {
    return client
        .preparedQuery(
            "SELECT id, record_id, subject_id, policy_version, terms_version, replaced_at, due_at"
                + " FROM record_previous"
                + " WHERE policy = $1 AND category = $2 AND due_at <= $3"
                + " AND (due_at, id) > ($4, $5) ORDER BY due_at, id LIMIT $6"
                + (lock ? " FOR UPDATE SKIP LOCKED" : ""))
        .execute(
            Tuple.of(
                category.policy(),
                category.category(),
                Columns.utc(cutoff),
                Columns.utc(cursor.dueAt()),
                cursor.id(),
                limit))
        .map(
            rows -> {
              List<Due> due = new ArrayList<>(rows.size());
              rows.forEach(
                  row ->
                      due.add(
                          new Due(
                              row.getUUID("id"),
                              row.getUUID("record_id"),
                              row.getUUID("subject_id"),
                              row.getInteger("policy_version"),
                              row.getInteger("terms_version"),
                              row.getOffsetDateTime("replaced_at").toInstant(),
                              row.getOffsetDateTime("due_at").toInstant())));
              return due;
            });
  }

  /** The same without a lock. */
  Uni<List<Due>> due(CategoryRef category, Instant cutoff, Cursor cursor, int limit) {
    return due(database.data(), category, cutoff, cursor, limit, false);
  }

  /** Removes them; answers how many there were. */
  Uni<Integer> delete(SqlClient client, List<Due> rows) {
    return client
        .preparedQuery(
            """
            DELETE FROM record_previous p USING unnest($1::smallint[], $2::uuid[]) AS i(bucket, id)
            WHERE p.bucket = i.bucket AND p.id = i.id
            """)
        .execute(SubjectColumns.of(rows.stream().map(Due::id).toList()))
        .map(deleted -> deleted.rowCount());
  }

  /**
   * Replaced values of one rectification.
   *
   * @param record whose they were
   */
  record Due(
      UUID id,
      UUID record,
      UUID subject,
      int protectedBy,
      int termsVersion,
      Instant replacedAt,
      Instant dueAt) {}

  /** The last ones that were looked at. */
  record Cursor(Instant dueAt, UUID id) {
    static final Cursor START = new Cursor(Instant.EPOCH, new UUID(0, 0));
  }
}
