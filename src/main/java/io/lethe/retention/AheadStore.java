package io.lethe.retention;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.policy.RecordTables;
import io.lethe.retention.DueStore.Cursor;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts a backlog that is spread, on the index and without a lock, and finds where a part ends.
 */
@ApplicationScoped
class AheadStore {

  private final Database database;
  private final RecordTables tables;

  AheadStore(Database database, RecordTables tables) {
    this.database = database;
    this.tables = tables;
  }

  private String table(CategoryRef category) {
    return tables.of(category.policy(), category.category());
  }

  /** Counts what is due after these cursors, by bucket and day on which the term ended. */
  Uni<Map<Short, SortedMap<LocalDate, Long>>> ahead(
      CategoryRef category, Instant cutoff, SortedMap<Short, Cursor> after, ZoneId zone) {
    return database
        .data()
        .preparedQuery(
            """
            SELECT b.bucket, c.day, c.n
            FROM unnest($1::smallint[], $2::timestamptz[], $3::uuid[]) AS b(bucket, due, id)
            CROSS JOIN LATERAL (
              SELECT ((r.due_at - interval '1 microsecond') AT TIME ZONE $7)::date AS day,
                count(*) AS n
              FROM %s r
              WHERE r.bucket = b.bucket AND r.policy = $4 AND r.category = $5 AND r.due_at <= $6
                AND (r.due_at, r.id) > (b.due, b.id)
              GROUP BY 1) AS c
            """
                .formatted(table(category)))
        .execute(Cursor.columns(after, category, cutoff).addString(zone.getId()))
        .map(
            rows -> {
              Map<Short, SortedMap<LocalDate, Long>> counts = new TreeMap<>();
              rows.forEach(
                  row ->
                      counts
                          .computeIfAbsent(row.getShort("bucket"), bucket -> new TreeMap<>())
                          .put(row.getLocalDate("day"), row.getLong("n")));
              return counts;
            });
  }

  /**
   * The row of each bucket with which so many are released after its cursor.
   *
   * @param records by bucket; one that has not so many any more is released whole
   */
  Uni<SortedMap<Short, Cursor>> after(
      CategoryRef category,
      Instant cutoff,
      SortedMap<Short, Cursor> from,
      Map<Short, Long> records) {
    Long[] counts =
        Columns.of(from.keySet(), bucket -> records.getOrDefault(bucket, 0L), new Long[0]);
    return database
        .data()
        .preparedQuery(
            """
            SELECT b.bucket, r.due_at, r.id
            FROM unnest($1::smallint[], $2::timestamptz[], $3::uuid[], $7::bigint[])
              AS b(bucket, due, id, n)
            LEFT JOIN LATERAL (
              SELECT due_at, id FROM %s
              WHERE bucket = b.bucket AND policy = $4 AND category = $5 AND due_at <= $6
                AND (due_at, id) > (b.due, b.id)
              ORDER BY due_at, id OFFSET b.n - 1 LIMIT 1) AS r ON true
            WHERE b.n > 0
            """
                .formatted(table(category)))
        .execute(Cursor.columns(from, category, cutoff).addArrayOfLong(counts))
        .map(
            rows -> {
              SortedMap<Short, Cursor> after = new TreeMap<>(from);
              rows.forEach(
                  row ->
                      after.put(
                          row.getShort("bucket"),
                          row.getUUID("id") == null ? Cursor.end(cutoff) : cursor(row)));
              return after;
            });
  }

  /** The last due row of each bucket whose person has had an event of these types. */
  Uni<Map<Short, Cursor>> lastOf(CategoryRef category, Instant cutoff, Set<String> events) {
    return database
        .data()
        .preparedQuery(
            """
            SELECT DISTINCT ON (r.bucket) r.bucket, r.due_at, r.id
            FROM subject_event e
            JOIN %s r ON r.bucket = e.bucket AND r.subject_id = e.subject_id
            WHERE e.type = ANY($1::text[]) AND r.policy = $2 AND r.category = $3 AND r.due_at <= $4
            ORDER BY r.bucket, r.due_at DESC, r.id DESC
            """
                .formatted(table(category)))
        .execute(
            Tuple.of(
                events.toArray(String[]::new),
                category.policy(),
                category.category(),
                Columns.utc(cutoff)))
        .map(
            rows -> {
              Map<Short, Cursor> last = new HashMap<>();
              rows.forEach(row -> last.put(row.getShort("bucket"), cursor(row)));
              return last;
            });
  }

  private static Cursor cursor(Row row) {
    return new Cursor(row.getOffsetDateTime("due_at").toInstant(), row.getUUID("id"));
  }
}
