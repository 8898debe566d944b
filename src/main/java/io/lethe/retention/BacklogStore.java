package io.lethe.retention;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.policy.RecordTables;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts what is due, and what will be, by the stored due dates and without a lock. */
@ApplicationScoped
class BacklogStore {

  /** What keeps a record: a hold over a set that it is in. */
  private static final String LISTED =
      " EXISTS (SELECT 1 FROM hold_record y JOIN hold x ON x.id = y.hold_id"
          + " WHERE y.bucket = r.bucket AND y.subject_id = r.subject_id AND y.record_id = r.id"
          + " AND x.released_at IS NULL AND (x.ends_at IS NULL OR x.ends_at > $3))";

  /** What keeps a record: of its person, or of its category or policy as a whole. */
  private static final String RESTRAINED =
      " EXISTS (SELECT 1 FROM %s x WHERE x.released_at IS NULL"
          + " AND x.records IS NULL AND (x.ends_at IS NULL OR x.ends_at > $3) AND x.policy = $1"
          + " AND (x.category IS NULL OR x.category = $2)"
          + " AND (x.subject_id IS NULL OR x.bucket = r.bucket AND x.subject_id = r.subject_id))";

  private final Database database;
  private final RecordTables tables;

  BacklogStore(Database database, RecordTables tables) {
    this.database = database;
    this.tables = tables;
  }

  /**
   * What is due of a category now.
   *
   * @param overdueBefore what was due before this instant is past its deadline
   */
  Uni<Backlogged> now(CategoryRef category, Instant now, Instant overdueBefore) {
    return database
        .data()
        .preparedQuery(
            """
            SELECT
              (SELECT count(*) FROM generate_series(0, 63) AS b(bucket)
               JOIN %4$s r ON r.bucket = b.bucket::smallint
               WHERE r.policy = $1 AND r.category = $2 AND r.due_at <= $3) AS due,
              (SELECT count(*) FROM generate_series(0, 63) AS b(bucket)
               JOIN %4$s r ON r.bucket = b.bucket::smallint
               WHERE r.policy = $1 AND r.category = $2 AND r.due_at < $4) AS overdue,
              (SELECT min(first.due_at) FROM generate_series(0, 63) AS b(bucket)
               CROSS JOIN LATERAL (
                 SELECT r.due_at FROM %4$s r
                 WHERE r.bucket = b.bucket::smallint AND r.policy = $1 AND r.category = $2
                   AND r.due_at <= $3 AND NOT %1$s AND NOT %2$s AND NOT %3$s
                 ORDER BY r.due_at, r.id LIMIT 1) AS first) AS oldest
            """
                .formatted(
                    RESTRAINED.formatted("hold"),
                    RESTRAINED.formatted("block"),
                    LISTED,
                    tables.of(category.policy(), category.category())))
        .execute(
            Tuple.of(
                category.policy(),
                category.category(),
                Columns.utc(now),
                Columns.utc(overdueBefore)))
        .map(
            rows -> {
              Row row = rows.iterator().next();
              return new Backlogged(
                  row.getLong("due"), row.getLong("overdue"), Columns.instant(row, "oldest"));
            });
  }

  /**
   * How many records of a policy's categories fall due in each period, by category.
   *
   * @param ends of the periods, ascending; the first one begins at the beginning
   */
  Uni<List<Falling>> falling(String policy, Collection<String> categories, List<Instant> ends) {
    return database
        .data()
        .preparedQuery(
            """
            SELECT r.category, width_bucket(r.due_at, $3::timestamptz[]) AS period,
              count(*) AS n, min(r.due_at) AS first
            FROM generate_series(0, 63) AS b(bucket)
            CROSS JOIN unnest($2::text[]) AS c(category)
            JOIN %s r ON r.bucket = b.bucket::smallint AND r.category = c.category
            WHERE r.policy = $1 AND r.due_at < $4
            GROUP BY 1, 2 ORDER BY 1, 2
            """
                .formatted(tables.of(policy)))
        .execute(
            Tuple.tuple()
                .addString(policy)
                .addArrayOfString(categories.toArray(String[]::new))
                .addValue(Columns.instants(ends, end -> end))
                .addOffsetDateTime(Columns.utc(ends.get(ends.size() - 1))))
        .map(
            rows -> {
              List<Falling> falling = new ArrayList<>();
              rows.forEach(
                  row ->
                      falling.add(
                          new Falling(
                              row.getString("category"),
                              row.getInteger("period"),
                              row.getLong("n"),
                              row.getOffsetDateTime("first").toInstant())));
              return falling;
            });
  }

  /**
   * Records per second of the last runs that acted on some, one by one: a table that is dropped
   * says nothing of those. 0 where none has.
   */
  Uni<Double> rate() {
    return database
        .data()
        .query(
            """
            SELECT COALESCE(sum(acted) / NULLIF(sum(taken), 0), 0)::double precision AS rate
            FROM (SELECT acted, extract(epoch FROM finished_at - started_at) AS taken
              FROM (SELECT finished_at, started_at, destroyed + depersonalized
                  - (SELECT COALESCE(sum(t.records), 0) FROM erasure_table t WHERE t.run_id = r.id)
                  AS acted
                FROM (SELECT * FROM retention_run WHERE state = 'COMPLETED' AND NOT dry_run
                  AND destroyed + depersonalized > 0 ORDER BY finished_at DESC LIMIT 50) AS r)
                AS one
              WHERE acted > 0 ORDER BY finished_at DESC LIMIT 10) AS last
            """)
        .execute()
        .map(rows -> rows.iterator().next().getDouble("rate"));
  }

  /**
   * What is due of a category.
   *
   * @param oldest due date of the first one that no hold and no block keeps; null where none is due
   */
  record Backlogged(long due, long overdue, @Nullable Instant oldest) {}

  /** Records of a category that fall due in a period. */
  record Falling(String category, int period, long records, Instant first) {}
}
