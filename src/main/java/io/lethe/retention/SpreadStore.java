package io.lethe.retention;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.retention.DueStore.Cursor;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** Rows of backlogs that are acted on in parts. */
@ApplicationScoped
class SpreadStore {

  private final Database database;

  SpreadStore(Database database) {
    this.database = database;
  }

  /** How far the backlogs have been released that are acted on in parts. */
  Uni<Map<CategoryRef, Spread>> all() {
    return database
        .data()
        .query("SELECT * FROM retention_spread")
        .execute()
        .map(
            rows -> {
              Map<CategoryRef, Spread> all = new HashMap<>();
              rows.forEach(row -> all.put(ref(row), spread(row)));
              return all;
            });
  }

  /** Those of which something is left for other runs. */
  Uni<Map<CategoryRef, Spread>> open() {
    return all()
        .map(
            all -> {
              all.values().removeIf(spread -> spread.postponed() == 0);
              return all;
            });
  }

  /** How many records brakes have let go that are not acted on yet. */
  Uni<Map<CategoryRef, Passed>> passed() {
    return database
        .data()
        .query(
            """
            SELECT s.policy, s.category, s.epoch,
              CASE WHEN r.as_of IS NULL THEN r.cutoff END AS cutoff, GREATEST(0, s.records
              - (SELECT count(*) FROM erasure e WHERE e.run_id = s.run_id AND e.policy = s.policy
                  AND e.category = s.category AND e.subject_id IS NOT NULL AND e.rule >= 0)) AS left
            FROM retention_spread s LEFT JOIN retention_run r ON r.id = s.run_id
            """)
        .execute()
        .map(
            rows -> {
              Map<CategoryRef, Passed> passed = new HashMap<>();
              rows.forEach(
                  row ->
                      passed.put(
                          ref(row),
                          new Passed(
                              row.getInteger("epoch"),
                              row.getLong("left"),
                              Columns.instant(row, "cutoff"))));
              return passed;
            });
  }

  /** Writes down what a run releases of a category. */
  Uni<Void> write(SqlClient tx, CategoryRef category, Spread spread) {
    Collection<Cursor> released = spread.released().values();
    return tx.preparedQuery(
            """
            INSERT INTO retention_spread
              (policy, category, run_id, begun_at, epoch, records, postponed, until, due_at, record_id)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            ON CONFLICT (policy, category) DO UPDATE SET run_id = excluded.run_id,
              begun_at = excluded.begun_at, epoch = excluded.epoch, records = excluded.records,
              postponed = excluded.postponed, until = excluded.until, due_at = excluded.due_at,
              record_id = excluded.record_id
            """)
        .execute(
            Tuple.tuple()
                .addString(category.policy())
                .addString(category.category())
                .addUUID(spread.run())
                .addOffsetDateTime(Columns.utc(spread.begunAt()))
                .addInteger(spread.epoch())
                .addLong(spread.records())
                .addLong(spread.postponed())
                .addOffsetDateTime(Columns.utc(spread.until()))
                .addArrayOfOffsetDateTime(Columns.instants(released, Cursor::dueAt))
                .addArrayOfUUID(Columns.of(released, Cursor::id, new UUID[0])))
        .replaceWithVoid();
  }

  /** Forgets a backlog that has been acted on. */
  Uni<Void> forget(CategoryRef category) {
    return database
        .data()
        .preparedQuery("DELETE FROM retention_spread WHERE policy = $1 AND category = $2")
        .execute(Tuple.of(category.policy(), category.category()))
        .replaceWithVoid();
  }

  /** Notes in a run what it leaves for others. */
  Uni<Void> postponed(UUID run, long records, Optional<Instant> until) {
    return database
        .data()
        .preparedQuery(
            "UPDATE retention_run SET postponed = $2, postponed_until = $3 WHERE id = $1")
        .execute(Tuple.of(run, records, Columns.utc(until.orElse(null))))
        .replaceWithVoid();
  }

  private static CategoryRef ref(Row row) {
    return new CategoryRef(row.getString("policy"), row.getString("category"));
  }

  private static Spread spread(Row row) {
    OffsetDateTime[] dues = row.getArrayOfOffsetDateTimes("due_at");
    UUID[] ids = row.getArrayOfUUIDs("record_id");
    SortedMap<Short, Cursor> released = new TreeMap<>();
    for (short bucket = 0; bucket < ids.length; bucket++) {
      released.put(bucket, new Cursor(dues[bucket].toInstant(), ids[bucket]));
    }
    return new Spread(
        row.getUUID("run_id"),
        row.getOffsetDateTime("begun_at").toInstant(),
        row.getInteger("epoch"),
        row.getLong("records"),
        row.getLong("postponed"),
        row.getOffsetDateTime("until").toInstant(),
        released);
  }
}
