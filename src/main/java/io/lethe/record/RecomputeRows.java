package io.lethe.record;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.database.Ids;
import io.lethe.subject.ClockFacts;
import io.lethe.subject.SubjectColumns;
import io.lethe.subject.SubjectStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a recomputation reads and lowers, a window of records at a time. */
@ApplicationScoped
class RecomputeRows {

  private final Database database;

  RecomputeRows(Database database) {
    this.database = database;
  }

  /** Before the first record of a bucket; nothing when there is no such bucket. */
  static Optional<UUID> start(int bucket) {
    return bucket < Ids.BUCKETS ? Optional.of(Ids.before(bucket)) : Optional.empty();
  }

  /** Number of records of these categories. */
  Uni<Long> count(String policy, Collection<String> categories) {
    return database
        .data()
        .preparedQuery(
            "SELECT count(*) AS n FROM every_record WHERE policy = $1 AND category = ANY($2::text[])")
        .execute(Tuple.of(policy, categories.toArray(new String[0])))
        .map(rows -> rows.iterator().next().getLong("n"));
  }

  /**
   * The next records of a bucket in the order of their ids, without a lock. A window never spans
   * buckets, so that it is bounded however few of a bucket's records are of these categories.
   */
  Uni<List<Standing>> window(
      SqlConnection tx, String policy, Collection<String> categories, UUID after, int limit) {
    return tx.preparedQuery(
            """
            SELECT r.*, s.last_activity, s.activity_since
            FROM (
              SELECT bucket, id, subject_id, policy_version, category, collected_at, received_at,
                due_at
              FROM every_record
              WHERE bucket = $1 AND id > $2 AND policy = $3 AND category = ANY($4::text[])
              ORDER BY id LIMIT $5) r
            LEFT JOIN subject s ON s.bucket = r.bucket AND s.id = r.subject_id
            ORDER BY r.id
            """)
        .execute(
            Tuple.of(
                (short) Ids.bucket(after), after, policy, categories.toArray(new String[0]), limit))
        .map(
            rows -> {
              List<Standing> window = new ArrayList<>(rows.size());
              rows.forEach(row -> window.add(standing(row)));
              return window;
            });
  }

  /**
   * The next replaced values of these categories after an id, whose rows are locked.
   *
   * @param after in the order of buckets and ids
   */
  Uni<List<Replaced>> replaced(
      SqlConnection tx, String policy, Collection<String> categories, UUID after, int limit) {
    return tx.preparedQuery(
            """
            SELECT id, category, terms_version, replaced_at, due_at FROM record_previous
            WHERE (bucket, id) > ($1, $2) AND policy = $3 AND category = ANY($4::text[])
            ORDER BY bucket, id LIMIT $5 FOR NO KEY UPDATE
            """)
        .execute(
            Tuple.of(
                (short) Ids.bucket(after), after, policy, categories.toArray(new String[0]), limit))
        .map(
            rows -> {
              List<Replaced> window = new ArrayList<>(rows.size());
              rows.forEach(
                  row ->
                      window.add(
                          new Replaced(
                              row.getUUID("id"),
                              row.getString("category"),
                              row.getInteger("terms_version"),
                              row.getOffsetDateTime("replaced_at").toInstant(),
                              row.getOffsetDateTime("due_at").toInstant())));
              return window;
            });
  }

  private static Standing standing(Row row) {
    return new Standing(
        row.getUUID("id"),
        row.getUUID("subject_id"),
        row.getInteger("policy_version"),
        row.getString("category"),
        new ClockFacts(
            row.getOffsetDateTime("collected_at").toInstant(),
            row.getOffsetDateTime("received_at").toInstant(),
            SubjectStore.activity(row).orElse(null),
            List.of()),
        Columns.instant(row, "due_at"));
  }

  /**
   * Lowers due dates that are later; a row that another transaction has locked is left, so that
   * nobody waits in a circle.
   *
   * @return how many were lowered
   */
  Uni<Integer> lower(SqlConnection tx, List<Lower> rows) {
    if (rows.isEmpty()) {
      return Uni.createFrom().item(0);
    }
    return tx.preparedQuery(
            """
            WITH free AS (
              SELECT r.bucket, r.id, i.due
              FROM unnest($1::smallint[], $2::uuid[], $3::timestamptz[]) AS i(bucket, id, due)
              JOIN every_record r ON r.bucket = i.bucket AND r.id = i.id
              WHERE r.due_at IS NULL OR r.due_at > i.due
              FOR NO KEY UPDATE OF r SKIP LOCKED)
            UPDATE every_record r SET due_at = free.due FROM free
            WHERE r.bucket = free.bucket AND r.id = free.id
            """)
        .execute(
            SubjectColumns.of(rows.stream().map(Lower::id).toList())
                .addValue(Columns.instants(rows, Lower::due)))
        .map(updated -> updated.rowCount());
  }

  /**
   * A record as it stands.
   *
   * @param facts without the subject's events
   */
  record Standing(
      UUID id,
      UUID subject,
      int policyVersion,
      String category,
      ClockFacts facts,
      @Nullable Instant dueAt) {}

  /** Replaced values as they stand. */
  record Replaced(UUID id, String category, int termsVersion, Instant replacedAt, Instant dueAt) {}

  /** A record whose due date is later than it may be. */
  record Lower(UUID id, Instant due) {}
}
