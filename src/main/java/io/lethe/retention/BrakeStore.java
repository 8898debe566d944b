package io.lethe.retention;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Rows of categories that brakes have stopped, and of what runs did before. */
@ApplicationScoped
class BrakeStore {

  private static final TypeReference<List<Brake.Tripped>> TRIPPED = new TypeReference<>() {};
  private static final int LAST_RUNS = 20;

  private final Database database;
  private final ObjectMapper json;

  BrakeStore(Database database, ObjectMapper json) {
    this.database = database;
    this.json = json;
  }

  /** The categories of runs that wait, or were approved and are not done. */
  Uni<Set<CategoryRef>> open() {
    return refs("SELECT policy, category FROM retention_brake WHERE open");
  }

  private Uni<Set<CategoryRef>> refs(String statement) {
    return database
        .data()
        .query(statement)
        .execute()
        .map(
            rows -> {
              Set<CategoryRef> refs = new HashSet<>();
              rows.forEach(
                  row ->
                      refs.add(
                          new CategoryRef(row.getString("policy"), row.getString("category"))));
              return refs;
            });
  }

  /** Those of them that nobody has approved. */
  Uni<Set<CategoryRef>> waiting() {
    return refs("SELECT policy, category FROM retention_brake WHERE open AND approved_by IS NULL");
  }

  /** Whether one of them was stopped because a clock may be wrong. */
  Uni<Boolean> jumpWaits() {
    return database
        .data()
        .query(
            "SELECT EXISTS (SELECT 1 FROM retention_brake WHERE open AND approved_by IS NULL"
                + " AND brakes::jsonb @> '[{\"brake\": \"CLOCK_JUMP\"}]') AS waits")
        .execute()
        .map(rows -> rows.iterator().next().getBoolean("waits"));
  }

  /** What brakes have stopped of runs, by run. */
  Uni<Map<UUID, List<Braked>>> of(SqlClient client, Collection<UUID> runs) {
    return client
        .preparedQuery(
            "SELECT * FROM retention_brake WHERE run_id = ANY($1::uuid[])"
                + " ORDER BY policy, category")
        .execute(Tuple.tuple().addArrayOfUUID(runs.toArray(UUID[]::new)))
        .map(
            rows -> {
              Map<UUID, List<Braked>> braked = new HashMap<>();
              rows.forEach(
                  row ->
                      braked
                          .computeIfAbsent(row.getUUID("run_id"), run -> new ArrayList<>())
                          .add(braked(row)));
              return braked;
            });
  }

  private Braked braked(Row row) {
    return new Braked(
        row.getString("policy"),
        row.getString("category"),
        tripped(row.getString("brakes")),
        row.getLong("records"),
        row.getInteger("epoch"),
        row.getString("approved_by"),
        Columns.instant(row, "approved_at"));
  }

  /**
   * Writes down what brakes have stopped; an approval that was given before is void.
   *
   * @return how many; a category that is open in another run is left out
   */
  Uni<Integer> write(SqlConnection tx, UUID run, List<Braked> braked, boolean open, Instant at) {
    return tx.query("LOCK TABLE retention_brake IN SHARE ROW EXCLUSIVE MODE")
        .execute()
        .chain(alone -> insert(tx, run, braked, open, at));
  }

  private Uni<Integer> insert(
      SqlConnection tx, UUID run, List<Braked> braked, boolean open, Instant at) {
    return tx.preparedQuery(
            """
            INSERT INTO retention_brake
              (run_id, policy, category, open, brakes, records, epoch, braked_at)
            SELECT $1, i.policy, i.category, $2, i.brakes, i.records, i.epoch, $3
            FROM unnest($4::text[], $5::text[], $6::text[], $7::bigint[], $8::integer[])
              AS i(policy, category, brakes, records, epoch)
            WHERE NOT $2 OR NOT EXISTS (SELECT 1 FROM retention_brake b
              WHERE b.policy = i.policy AND b.category = i.category AND b.open AND b.run_id <> $1)
            ON CONFLICT (run_id, policy, category) DO UPDATE SET brakes = excluded.brakes,
              records = excluded.records, epoch = excluded.epoch, braked_at = excluded.braked_at,
              approved_by = NULL, approved_at = NULL
            """)
        .execute(
            Tuple.tuple()
                .addUUID(run)
                .addBoolean(open)
                .addOffsetDateTime(Columns.utc(at))
                .addArrayOfString(Columns.of(braked, Braked::policy, new String[0]))
                .addArrayOfString(Columns.of(braked, Braked::category, new String[0]))
                .addArrayOfString(Columns.of(braked, one -> text(one.brakes()), new String[0]))
                .addArrayOfLong(Columns.of(braked, Braked::records, new Long[0]))
                .addArrayOfInteger(Columns.of(braked, Braked::epoch, new Integer[0])))
        .map(rows -> rows.rowCount());
  }

  /** Approves what is stopped of a run. */
  Uni<Void> approve(SqlConnection tx, UUID run, String by, Instant at) {
    return tx.preparedQuery(
            "UPDATE retention_brake SET approved_by = $2, approved_at = $3 WHERE run_id = $1")
        .execute(Tuple.of(run, by, Columns.utc(at)))
        .replaceWithVoid();
  }

  /** Lets other runs act on what was stopped of one that has ended. */
  Uni<Void> close(SqlConnection tx, UUID run) {
    return tx.preparedQuery("UPDATE retention_brake SET open = false WHERE run_id = $1 AND open")
        .execute(Tuple.of(run))
        .replaceWithVoid();
  }

  /** Likewise of one that was cancelled; nobody has let go what it had left for others any more. */
  Uni<Void> cancel(SqlConnection tx, UUID run) {
    return close(tx, run)
        .chain(
            () ->
                tx.preparedQuery("DELETE FROM retention_spread WHERE run_id = $1")
                    .execute(Tuple.of(run)))
        .replaceWithVoid();
  }

  /** Whether a category has at least so many records; it counts no further. */
  Uni<Boolean> hasAtLeast(CategoryRef category, long records) {
    return database
        .data()
        .preparedQuery(
            "SELECT count(*) AS n FROM (SELECT 1 FROM every_record WHERE policy = $1 AND category = $2"
                + " LIMIT $3) AS found")
        .execute(Tuple.of(category.policy(), category.category(), records))
        .map(rows -> rows.iterator().next().getLong("n") >= records);
  }

  /** How many records the last runs acted on that acted on the category, the last one first. */
  Uni<List<Long>> history(CategoryRef category) {
    return database
        .data()
        .preparedQuery(
            "SELECT acted FROM retention_history WHERE policy = $1 AND category = $2"
                + " ORDER BY cutoff DESC LIMIT $3")
        .execute(Tuple.of(category.policy(), category.category(), LAST_RUNS))
        .map(
            rows -> {
              List<Long> acted = new ArrayList<>();
              rows.forEach(row -> acted.add(row.getLong("acted")));
              return acted;
            });
  }

  /** Notes how many records a run will act on at most, once. */
  Uni<Void> expect(UUID run, long due) {
    return database
        .data()
        .preparedQuery("UPDATE retention_run SET due = COALESCE(due, $2) WHERE id = $1")
        .execute(Tuple.of(run, due))
        .replaceWithVoid();
  }

  /**
   * Notes how many records a run has acted on, from its journal, and not what else it has
   * destroyed; a second time changes nothing.
   */
  Uni<Void> remember(UUID run, Instant cutoff) {
    return database
        .data()
        .preparedQuery(
            """
            INSERT INTO retention_history (policy, category, run_id, acted, cutoff)
            SELECT policy, category, $1, sum(acted), $2 FROM (
              SELECT policy, category, count(*) AS acted FROM erasure
              WHERE run_id = $1 AND subject_id IS NOT NULL AND rule >= 0
              GROUP BY policy, category
              UNION ALL
              SELECT policy, category, records FROM erasure_table WHERE run_id = $1) AS all_of_it
            GROUP BY policy, category
            ON CONFLICT DO NOTHING
            """)
        .execute(Tuple.of(run, Columns.utc(cutoff)))
        .replaceWithVoid();
  }

  private List<Brake.Tripped> tripped(String text) {
    try {
      return json.readValue(text, TRIPPED);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a run has unreadable brakes", e);
    }
  }

  private String text(List<Brake.Tripped> tripped) {
    try {
      return json.writeValueAsString(tripped);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("brakes can always be written", e);
    }
  }
}
