package io.lethe.act;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Acts whose term is over, and their event logs. */
@ApplicationScoped
class ActExpiryStore {

  /**
   * Of settled runs, with nothing that is younger than the term, nothing that is still to be done
   * for them, and no hold in force over a policy, a category, a person or a record that they tell
   * of.
   */
  private static final String TAKE =
      """
      WITH due AS (
        SELECT a.id, a.run_id, a.policy, a.hash, a.created_at,
          ARRAY(SELECT jsonb_array_elements_text(a.content::jsonb -> 'categories')) AS categories
        FROM act a
        WHERE a.created_at < $1
          AND NOT EXISTS (SELECT 1 FROM retention_run r WHERE r.id = a.run_id AND NOT r.settled)
          AND NOT EXISTS (SELECT 1 FROM erasure e
            WHERE e.run_id = a.run_id AND e.policy = a.policy AND e.at >= $1)
          AND NOT EXISTS (SELECT 1 FROM erasure_table t
            WHERE t.run_id = a.run_id AND t.policy = a.policy AND (t.at >= $1 OR NOT t.buried))
          AND NOT EXISTS (SELECT 1 FROM key_erasure k
            WHERE k.run_id = a.run_id AND k.policy = a.policy
              AND (k.destroyed_at IS NULL OR k.destroyed_at >= $1))
          AND NOT EXISTS (SELECT 1 FROM act_media m
            WHERE m.act_id = a.id AND m.destroyed_at >= $1)
          AND NOT EXISTS (SELECT 1 FROM jsonb_array_elements(a.content::jsonb -> 'paper') AS p
            WHERE NOT EXISTS (SELECT 1 FROM act_media m
              WHERE m.act_id = a.id AND m.category = p ->> 'category'))
          AND NOT EXISTS (SELECT 1 FROM task t
            WHERE t.run_id = a.run_id AND t.policy = a.policy AND t.done_at IS NULL)
          AND NOT EXISTS (SELECT 1 FROM hold h
            WHERE h.policy = a.policy AND h.released_at IS NULL
              AND (h.ends_at IS NULL OR h.ends_at > $2)
              AND CASE
                WHEN h.records IS NOT NULL THEN EXISTS (SELECT 1 FROM hold_record y
                  JOIN erasure e ON e.bucket = y.bucket AND e.record_id = y.record_id
                  WHERE y.hold_id = h.id AND e.run_id = a.run_id)
                WHEN h.subject_id IS NOT NULL THEN h.subject_id IN (
                  SELECT e.subject_id FROM erasure e WHERE e.run_id = a.run_id
                  UNION ALL
                  SELECT s.subject_id FROM erasure_table t
                  JOIN erasure_table_subject s ON s.table_id = t.id WHERE t.run_id = a.run_id)
                ELSE h.category IS NULL OR a.content::jsonb -> 'categories' ? h.category END)
        ORDER BY a.created_at LIMIT 1 FOR UPDATE OF a SKIP LOCKED),
      gone AS (DELETE FROM act a USING due d WHERE a.id = d.id)
      INSERT INTO act_destroyed
        (id, run_id, policy, categories, hash, lines, created_at, destroyed_at)
      SELECT d.id, d.run_id, d.policy, d.categories, d.hash,
        (SELECT count(*) FROM erasure e WHERE e.run_id = d.run_id AND e.policy = d.policy)
          + (SELECT count(*) FROM erasure_table t JOIN erasure_table_subject s ON s.table_id = t.id
            WHERE t.run_id = d.run_id AND t.policy = d.policy),
        d.created_at, $3
      FROM due d
      RETURNING *
      """;

  private final Database database;

  ActExpiryStore(Database database) {
    this.database = database;
  }

  /** Destroys the oldest act that was written before an instant; empty when there is none. */
  Uni<Optional<DestroyedAct>> take(SqlConnection tx, Instant before, Instant cutoff, Instant now) {
    return tx.preparedQuery(TAKE)
        .execute(Tuple.of(Columns.utc(before), Columns.utc(cutoff), Columns.utc(now)))
        .map(rows -> Columns.first(rows, ActExpiryStore::act));
  }

  /** One whose event log has not gone whole, locked; empty when there is none. */
  Uni<Optional<DestroyedAct>> unemptied(SqlConnection tx) {
    return tx.query(
            "SELECT * FROM act_destroyed WHERE NOT emptied"
                + " ORDER BY destroyed_at LIMIT 1 FOR UPDATE SKIP LOCKED")
        .execute()
        .map(rows -> Columns.first(rows, ActExpiryStore::act));
  }

  /** Deletes lines of an event log; fewer than {@code limit} when they were the last. */
  Uni<Integer> lines(SqlConnection tx, DestroyedAct act, int limit) {
    return tx.preparedQuery(
            """
            WITH part AS (
              SELECT at, bucket, record_id FROM erasure
              WHERE run_id = $1 AND policy = $2 ORDER BY record_id LIMIT $3)
            DELETE FROM erasure e USING part s
            WHERE e.at = s.at AND e.bucket = s.bucket AND e.record_id = s.record_id
              AND e.run_id = $1 AND e.policy = $2
            """)
        .execute(Tuple.of(act.run(), act.policy(), limit))
        .map(rows -> rows.rowCount());
  }

  /** Deletes persons of dropped time tables; fewer than {@code limit} when they were the last. */
  Uni<Integer> persons(SqlConnection tx, DestroyedAct act, int limit) {
    return tx.preparedQuery(
            """
            WITH part AS (
              SELECT s.table_id, s.bucket, s.subject_id FROM erasure_table t
              JOIN erasure_table_subject s ON s.table_id = t.id
              WHERE t.run_id = $1 AND t.policy = $2 LIMIT $3)
            DELETE FROM erasure_table_subject g USING part s
            WHERE g.table_id = s.table_id AND g.bucket = s.bucket AND g.subject_id = s.subject_id
            """)
        .execute(Tuple.of(act.run(), act.policy(), limit))
        .map(rows -> rows.rowCount());
  }

  /** Deletes what else was only for the act, and remembers that all of it is gone. */
  Uni<Void> rest(SqlConnection tx, DestroyedAct act) {
    return tx.preparedQuery(
            """
            WITH gone AS (
                DELETE FROM erasure_table WHERE run_id = $2 AND policy = $3),
              keys AS (DELETE FROM key_erasure WHERE run_id = $2 AND policy = $3),
              kept AS (DELETE FROM retention_kept WHERE run_id = $2 AND policy = $3)
            UPDATE act_destroyed SET emptied = true WHERE id = $1
            """)
        .execute(Tuple.of(act.id(), act.run(), act.policy()))
        .replaceWithVoid();
  }

  /** An act that was destroyed. */
  Uni<Optional<DestroyedAct>> find(UUID id) {
    return database
        .data()
        .preparedQuery("SELECT * FROM act_destroyed WHERE id = $1")
        .execute(Tuple.of(id))
        .map(rows -> Columns.first(rows, ActExpiryStore::act));
  }

  private static DestroyedAct act(Row row) {
    return new DestroyedAct(
        row.getUUID("id"),
        row.getUUID("run_id"),
        row.getString("policy"),
        List.of(row.getArrayOfStrings("categories")),
        row.getString("hash"),
        row.getLong("lines"),
        row.getOffsetDateTime("destroyed_at").toInstant());
  }

  /**
   * What is left of an act.
   *
   * @param hash that it had
   * @param lines that its event log had
   */
  record DestroyedAct(
      UUID id,
      UUID run,
      String policy,
      List<String> categories,
      String hash,
      long lines,
      Instant at) {}
}
