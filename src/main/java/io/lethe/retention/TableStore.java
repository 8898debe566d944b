package io.lethe.retention;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.record.TimeTable;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds, locks, reads and drops time tables. */
@ApplicationScoped
class TableStore {

  /**
   * What keeps some record of the table {@code %1$s}, whatever it is: of everybody, of a person, of
   * a set of records, which is of their persons where a restore has lost one; a row that was set
   * aside, values that were replaced, and people of whose data somebody is to be told record by
   * record. $1 policy, $2 category, $3 cut-off, $4 and $5 ids.
   */
  private static final String KEPT =
      """
      SELECT EXISTS (
          SELECT 1 FROM (SELECT policy, category, bucket, subject_id, records, ends_at, released_at
              FROM hold
            UNION ALL SELECT policy, category, bucket, subject_id, records, ends_at, released_at
              FROM block) AS x
          WHERE x.policy = $1 AND (x.category IS NULL OR x.category = $2)
            AND x.released_at IS NULL AND (x.ends_at IS NULL OR x.ends_at > $3)
            AND (x.subject_id IS NULL AND x.records IS NULL
              OR EXISTS (SELECT 1 FROM %1$s r
                WHERE r.bucket = x.bucket AND r.subject_id = x.subject_id)))
        OR EXISTS (
          SELECT 1 FROM hold_record y JOIN hold x ON x.id = y.hold_id
          WHERE x.policy = $1 AND x.released_at IS NULL AND (x.ends_at IS NULL OR x.ends_at > $3)
            AND y.record_id >= $4 AND y.record_id < $5)
        OR EXISTS (
          SELECT 1 FROM (
            SELECT y.bucket, y.record_id FROM hold x JOIN hold_record y ON y.hold_id = x.id
            WHERE x.policy = $1 AND x.records IS NOT NULL AND y.category = $2
              AND x.released_at IS NULL AND (x.ends_at IS NULL OR x.ends_at > $3)
              AND EXISTS (SELECT 1 FROM %1$s r
                WHERE r.bucket = y.bucket AND r.subject_id = y.subject_id)
            OFFSET 0) AS h
          WHERE (SELECT e.id FROM every_record e
            WHERE e.bucket = h.bucket AND e.id = h.record_id) IS NULL)
        OR EXISTS (
          SELECT 1 FROM set_aside a WHERE a.record_id >= $4 AND a.record_id < $5)
        OR EXISTS (
          SELECT 1 FROM generate_series(0, 63) AS b(bucket)
          CROSS JOIN LATERAL (SELECT 1 FROM record_previous p
            WHERE p.bucket = b.bucket::smallint AND p.record_id >= $4 AND p.record_id < $5
            LIMIT 1) AS one)
        OR EXISTS (
          SELECT 1 FROM disclosure d WHERE d.policy = $1 AND d.category = $2
            AND EXISTS (SELECT 1 FROM %1$s r
              WHERE r.bucket = d.bucket AND r.subject_id = d.subject_id)) AS kept
      """;

  private static final String CONTENTS =
      """
      SELECT policy_version, count(*) AS records, min(collected_at) AS first,
        max(collected_at) AS last, max(due_at) AS due,
        bool_or(due_at IS NULL OR key_id IS NOT NULL OR sealed IS NOT NULL
          OR policy <> $1 OR category <> $2) AS odd
      FROM %s GROUP BY policy_version ORDER BY policy_version
      """;

  private final Database database;

  TableStore(Database database) {
    this.database = database;
  }

  /** The tables of a category that end by the cut-off, the oldest first. */
  Uni<List<TimeTable>> ended(CategoryRef category, Instant cutoff) {
    return database
        .data()
        .preparedQuery(
            "SELECT * FROM time_table WHERE policy = $1 AND category = $2 AND state = 'OPEN'"
                + " AND until_at <= $3 ORDER BY from_at")
        .execute(Tuple.of(category.policy(), category.category(), Columns.utc(cutoff)))
        .map(
            rows -> {
              List<TimeTable> tables = new ArrayList<>();
              rows.forEach(row -> tables.add(TimeTable.of(row)));
              return tables;
            });
  }

  /** From now on the transaction waits no longer than this for a lock. */
  Uni<Void> waitAtMost(SqlConnection tx, Duration longest) {
    return tx.preparedQuery("SELECT set_config('lock_timeout', $1, true)")
        .execute(Tuple.of(Long.toString(longest.toMillis())))
        .replaceWithVoid();
  }

  /** Makes statements over whole tables as fast as they can be. */
  Uni<Void> wholly(SqlConnection tx) {
    return tx.query("SELECT set_config('work_mem', '64MB', true), set_config('jit', 'off', true)")
        .execute()
        .replaceWithVoid();
  }

  /** Keeps everybody from inserting into a table, and waits for those who do. */
  Uni<Void> close(SqlConnection tx, TimeTable table) {
    return tx.preparedQuery("SELECT pg_advisory_xact_lock($1, hashtext($2))")
        .execute(Tuple.of(TimeTable.LOCK, table.partition()))
        .replaceWithVoid();
  }

  /** Whether a table that is closed is there still; in a later statement. */
  Uni<Boolean> isOpen(SqlConnection tx, TimeTable table) {
    return tx.preparedQuery(
            "SELECT 1 FROM time_table WHERE series = $1 AND from_at = $2 AND state = 'OPEN'"
                + " FOR UPDATE")
        .execute(Tuple.of((short) table.series(), Columns.utc(table.from())))
        .map(rows -> rows.size() == 1);
  }

  /** Whether something keeps a record of a table, or wants to know of single ones. */
  Uni<Boolean> kept(SqlClient client, TimeTable table, Instant cutoff) {
    return client
        .preparedQuery(KEPT.formatted(table.partition()))
        .execute(
            Tuple.of(
                table.policy(), table.category(), Columns.utc(cutoff), table.first(), table.last()))
        .map(rows -> rows.iterator().next().getBoolean("kept"));
  }

  /** What is in a table, by the version that protected it. */
  Uni<List<Content>> contents(SqlConnection tx, TimeTable table) {
    return tx.preparedQuery(CONTENTS.formatted(table.partition()))
        .execute(Tuple.of(table.policy(), table.category()))
        .map(
            rows -> {
              List<Content> contents = new ArrayList<>();
              rows.forEach(row -> contents.add(content(row)));
              return contents;
            });
  }

  private static Content content(Row row) {
    return new Content(
        row.getInteger("policy_version"),
        row.getLong("records"),
        row.getOffsetDateTime("first").toInstant(),
        row.getOffsetDateTime("last").toInstant(),
        Columns.instant(row, "due"),
        row.getBoolean("odd"));
  }

  /** How many persons there are of each version. */
  Uni<Map<Integer, Long>> subjects(SqlConnection tx, TimeTable table) {
    return tx.query(
            "SELECT policy_version, count(*) AS n FROM (SELECT DISTINCT policy_version, bucket,"
                + " subject_id FROM "
                + table.partition()
                + ") AS one GROUP BY policy_version")
        .execute()
        .map(
            rows -> {
              Map<Integer, Long> subjects = new HashMap<>();
              rows.forEach(row -> subjects.put(row.getInteger("policy_version"), row.getLong("n")));
              return subjects;
            });
  }

  /** SHA-256 over the ids of each bucket that has some, in the order of buckets and ids. */
  Uni<List<byte[]>> leaves(SqlConnection tx, TimeTable table) {
    return tx.query(
            "SELECT bucket, sha256(string_agg(uuid_send(id), ''::bytea ORDER BY id)) AS leaf FROM "
                + table.partition()
                + " GROUP BY bucket ORDER BY bucket")
        .execute()
        .map(
            rows -> {
              List<byte[]> leaves = new ArrayList<>();
              rows.forEach(row -> leaves.add(row.getBuffer("leaf").getBytes()));
              return leaves;
            });
  }

  /** Remembers whose records are in a table; answers how many persons they are. */
  Uni<Integer> remember(SqlConnection tx, TimeTable table, UUID journalled) {
    return tx.preparedQuery(
            "INSERT INTO erasure_table_subject (table_id, bucket, subject_id)"
                + " SELECT DISTINCT $1::uuid, bucket, subject_id FROM "
                + table.partition()
                + " ORDER BY 2, 3")
        .execute(Tuple.of(journalled))
        .map(rows -> rows.rowCount());
  }

  /** Writes down that a table takes nothing any more. */
  Uni<Void> dropped(
      SqlConnection tx,
      TimeTable table,
      UUID run,
      long records,
      byte @Nullable [] root,
      Instant at) {
    return tx.preparedQuery(
            "UPDATE time_table SET state = 'DROPPED', dropped_at = $3, records = $4, root = $5,"
                + " run_id = $6 WHERE series = $1 AND from_at = $2")
        .execute(
            Tuple.tuple()
                .addShort((short) table.series())
                .addOffsetDateTime(Columns.utc(table.from()))
                .addOffsetDateTime(Columns.utc(at))
                .addLong(records)
                .addValue(root == null ? null : Buffer.buffer(root))
                .addUUID(run))
        .replaceWithVoid();
  }

  /** Drops the partition: it waits for whoever reads records of any time table. */
  Uni<Void> drop(SqlConnection tx, TimeTable table) {
    return tx.query("DROP TABLE " + table.partition()).execute().replaceWithVoid();
  }

  /**
   * Records of a table that a version has protected.
   *
   * @param first when the oldest was collected
   * @param last when the newest was
   * @param due the latest stored due date
   * @param odd whether one waits for an event, has a key, or is of something else
   */
  record Content(
      int version, long records, Instant first, Instant last, @Nullable Instant due, boolean odd) {}
}
