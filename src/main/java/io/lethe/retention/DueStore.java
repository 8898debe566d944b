package io.lethe.retention;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.database.Ids;
import io.lethe.database.Rounds;
import io.lethe.policy.RecordTables;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** Finds, claims and locks what is due. */
@ApplicationScoped
class DueStore {

  private static final String COLUMNS =
      "r.id, r.subject_id, r.policy_version, r.collected_at, r.received_at, r.due_at, r.key_id,"
          + " r.bytes";

  private static final String NOT_ASIDE =
      " AND NOT EXISTS (SELECT 1 FROM set_aside a WHERE a.bucket = o.bucket"
          + " AND a.record_id = o.id AND a.until > %s)";

  private final Database database;
  private final RecordTables tables;

  DueStore(Database database, RecordTables tables) {
    this.database = database;
    this.tables = tables;
  }

  /**
   * Counts what is due by category and bucket, on the index alone and no further than {@code most}
   * rows each.
   */
  Uni<List<DueBucket>> buckets(List<CategoryRef> categories, Instant cutoff, int most) {
    return buckets(categories, cutoff, most, "");
  }

  /** All of it but what is set aside: what claims find where nobody has locked anything. */
  Uni<List<DueBucket>> claimable(List<CategoryRef> categories, Instant cutoff) {
    return buckets(categories, cutoff, Integer.MAX_VALUE, NOT_ASIDE.formatted("$3"));
  }

  private Uni<List<DueBucket>> buckets(
      List<CategoryRef> categories, Instant cutoff, int most, String condition) {
    List<DueBucket> due = new ArrayList<>();
    Map<String, List<CategoryRef>> byTable =
        categories.stream().collect(Collectors.groupingBy(this::table));
    return Rounds.each(
            byTable.entrySet(),
            some ->
                buckets(some.getKey(), some.getValue(), cutoff, most, condition)
                    .invoke(due::addAll))
        .replaceWith(due);
  }

  private String table(CategoryRef category) {
    return tables.of(category.policy(), category.category());
  }

  private Uni<List<DueBucket>> buckets(
      String table, List<CategoryRef> categories, Instant cutoff, int most, String condition) {
    return database
        .data()
        .preparedQuery(
            """
            SELECT p.policy, p.category, b.bucket, c.n
            FROM unnest($1::text[], $2::text[]) AS p(policy, category)
            CROSS JOIN generate_series(0, 63) AS b(bucket)
            CROSS JOIN LATERAL (
              SELECT count(*) AS n FROM (
                SELECT 1 FROM %s o
                WHERE o.bucket = b.bucket::smallint AND o.policy = p.policy
                  AND o.category = p.category AND o.due_at <= $3%s
                ORDER BY o.due_at, o.id LIMIT $4) AS due) AS c
            WHERE c.n > 0
            """
                .formatted(table, condition))
        .execute(
            Tuple.of(
                Columns.of(categories, CategoryRef::policy, new String[0]),
                Columns.of(categories, CategoryRef::category, new String[0]),
                Columns.utc(cutoff),
                most))
        .map(
            rows -> {
              List<DueBucket> due = new ArrayList<>();
              rows.forEach(
                  row ->
                      due.add(
                          new DueBucket(
                              new CategoryRef(row.getString("policy"), row.getString("category")),
                              row.getInteger("bucket").shortValue(),
                              row.getLong("n"))));
              return due;
            });
  }

  /** Counts what is due by category, on the index alone; categories without are left out. */
  Uni<Map<CategoryRef, Long>> counts(List<CategoryRef> categories, Instant cutoff) {
    return buckets(categories, cutoff, Integer.MAX_VALUE).map(DueBucket::byCategory);
  }

  /** Claims rows of each bucket after its cursor, in order of due date; locked ones are skipped. */
  Uni<List<Claimed>> claim(SqlClient client, Claim claim) {
    String content = claim.withContent() ? ", r.data::text AS data, r.sealed" : "";
    String inner = claim.withContent() ? ", data, sealed" : "";
    String lock = claim.lock() ? " FOR UPDATE SKIP LOCKED" : "";
    List<Cursor> ends = claim.ends();
    return client
        .preparedQuery(
            "SELECT "
                + COLUMNS
                + content
                + " FROM unnest($1::smallint[], $2::timestamptz[], $3::uuid[], $8::timestamptz[],"
                + " $9::uuid[]) AS b(bucket, due, id, last_due, last_id)"
                + " CROSS JOIN LATERAL ("
                + "SELECT id, subject_id, policy_version, collected_at, received_at, due_at, key_id,"
                + " pg_column_size(data) + COALESCE(pg_column_size(sealed), 0) AS bytes"
                + inner
                + " FROM "
                + table(claim.category())
                + " AS o WHERE bucket = b.bucket AND policy = $4 AND category = $5"
                + " AND due_at <= $6 AND (due_at, id) > (b.due, b.id)"
                + " AND (due_at, id) <= (b.last_due, b.last_id)"
                + NOT_ASIDE.formatted("$6")
                + " ORDER BY due_at, id LIMIT $7"
                + lock
                + ") AS r")
        .execute(
            Cursor.columns(claim.after(), claim.category(), claim.cutoff())
                .addInteger(claim.each())
                .addArrayOfOffsetDateTime(Columns.instants(ends, Cursor::dueAt))
                .addArrayOfUUID(Columns.of(ends, Cursor::id, new UUID[0])))
        .map(rows -> Claimed.of(rows, claim.withContent()));
  }

  /** Where a claim goes on: after this row. */
  record Cursor(Instant dueAt, UUID id) {
    static final Cursor START = new Cursor(Instant.parse("1900-01-01T00:00:00Z"), new UUID(0, 0));

    /** The last row that is due at an instant. */
    static Cursor end(Instant at) {
      return new Cursor(at, new UUID(-1, -1));
    }

    /** {@code $1} to {@code $6}: the buckets with their cursors, the category and the cut-off. */
    static Tuple columns(SortedMap<Short, Cursor> after, CategoryRef category, Instant cutoff) {
      return Tuple.tuple()
          .addArrayOfShort(after.keySet().toArray(new Short[0]))
          .addArrayOfOffsetDateTime(Columns.instants(after.values(), Cursor::dueAt))
          .addArrayOfUUID(Columns.of(after.values(), Cursor::id, new UUID[0]))
          .addString(category.policy())
          .addString(category.category())
          .addOffsetDateTime(Columns.utc(cutoff));
    }

    /** The later one in the order of claims. */
    Cursor later(Cursor other) {
      int dues = dueAt.compareTo(other.dueAt);
      return (dues == 0 ? id.toString().compareTo(other.id.toString()) : dues) < 0 ? other : this;
    }
  }

  /**
   * What to claim.
   *
   * @param after where each bucket goes on
   * @param released the last row of each bucket that may be claimed; of others all that is due
   * @param each most rows of a bucket
   * @param withContent whether the values are needed, which depersonalization does
   */
  record Claim(
      CategoryRef category,
      SortedMap<Short, Cursor> after,
      SortedMap<Short, Cursor> released,
      Instant cutoff,
      int each,
      boolean withContent,
      boolean lock) {

    /** Everything that is due of a category, without a lock. */
    static Claim look(
        CategoryRef category,
        SortedMap<Short, Cursor> after,
        Instant cutoff,
        int each,
        boolean withContent) {
      return new Claim(
          category, after, Collections.emptySortedMap(), cutoff, each, withContent, false);
    }

    private List<Cursor> ends() {
      return after.keySet().stream()
          .map(bucket -> released.getOrDefault(bucket, Cursor.end(cutoff)))
          .toList();
    }

    /** Where the buckets go on that may have more; the others are left out. */
    SortedMap<Short, Cursor> next(List<Claimed> rows) {
      Map<Short, Integer> counts = new HashMap<>();
      SortedMap<Short, Cursor> next = new TreeMap<>();
      for (Claimed row : rows) {
        short bucket = (short) Ids.bucket(row.id());
        if (counts.merge(bucket, 1, Integer::sum) == each) {
          next.put(bucket, new Cursor(row.dueAt(), row.id()));
        }
      }
      return next;
    }
  }

  /** What is due in a bucket, counted no further than asked. */
  record DueBucket(CategoryRef category, short bucket, long rows) {

    /** All buckets of each category together. */
    static Map<CategoryRef, Long> byCategory(List<DueBucket> buckets) {
      return buckets.stream()
          .collect(
              Collectors.groupingBy(DueBucket::category, Collectors.summingLong(DueBucket::rows)));
    }
  }
}
