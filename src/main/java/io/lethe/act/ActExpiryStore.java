package io.lethe.act;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Acts whose term is over, and what is left of those that were destroyed. */
@ApplicationScoped
class ActExpiryStore {

  /**
   * Of settled runs, with nothing that is younger than the term, nothing that is still to be done
   * for them, and no hold in force over a policy, a category, a person or a record that they tell
   * of.
   *
   * <p>Each line of an event log is read once, and looked for among all that is held: a hold after
   * the other would read the logs as often as there are holds.
   */
  private static final String DUE =
      """
      WITH in_force AS MATERIALIZED (
          SELECT id, policy, category, subject_id, records FROM hold
          WHERE released_at IS NULL AND (ends_at IS NULL OR ends_at > $2)),
        persons AS MATERIALIZED (SELECT subject_id FROM in_force WHERE subject_id IS NOT NULL),
        held AS MATERIALIZED (
          SELECT y.record_id FROM in_force h JOIN hold_record y ON y.hold_id = h.id
          WHERE h.records IS NOT NULL),
        wide AS MATERIALIZED (
          SELECT DISTINCT policy, category FROM in_force WHERE subject_id IS NULL AND records IS NULL)
      SELECT a.id FROM act a
      WHERE a.created_at < $1 AND %s
        AND NOT EXISTS (SELECT 1 FROM retention_run r WHERE r.id = a.run_id AND NOT r.settled)
        AND NOT EXISTS (SELECT 1 FROM erasure e
          WHERE e.run_id = a.run_id AND e.policy = a.policy AND e.at >= $1)
        AND NOT EXISTS (SELECT 1 FROM erasure_table t
          WHERE t.run_id = a.run_id AND t.policy = a.policy AND (t.at >= $1 OR NOT t.buried))
        AND NOT EXISTS (SELECT 1 FROM key_erasure k
          WHERE k.run_id = a.run_id AND k.policy = a.policy
            AND (k.destroyed_at IS NULL OR k.destroyed_at >= $1))
        AND NOT EXISTS (SELECT 1 FROM act_media m WHERE m.act_id = a.id AND m.destroyed_at >= $1)
        AND NOT EXISTS (SELECT 1 FROM jsonb_array_elements(a.content::jsonb -> 'paper') AS p
          WHERE NOT EXISTS (SELECT 1 FROM act_media m
            WHERE m.act_id = a.id AND m.category = p ->> 'category'))
        AND NOT EXISTS (SELECT 1 FROM task t
          WHERE t.run_id = a.run_id AND t.policy = a.policy AND t.done_at IS NULL)
        AND NOT EXISTS (SELECT 1 FROM wide h WHERE h.policy = a.policy
          AND (h.category IS NULL OR a.content::jsonb -> 'categories' ? h.category))
        AND NOT EXISTS (SELECT 1
          FROM (SELECT e.subject_id, e.record_id FROM erasure e
            WHERE e.run_id = a.run_id AND e.policy = a.policy AND e.at < $1
              AND (EXISTS (SELECT 1 FROM persons) OR EXISTS (SELECT 1 FROM held)) OFFSET 0) AS line
          WHERE line.subject_id IN (SELECT subject_id FROM persons)
            OR line.record_id IN (SELECT record_id FROM held))
        AND NOT EXISTS (SELECT 1 FROM erasure_table t JOIN erasure_table_subject s ON s.table_id = t.id
          WHERE t.run_id = a.run_id AND t.policy = a.policy
            AND s.subject_id IN (SELECT subject_id FROM persons))
      ORDER BY a.created_at LIMIT $4
      """;

  private final Database database;

  ActExpiryStore(Database database) {
    this.database = database;
  }

  /** Acts that were written before an instant and are to be destroyed, the oldest first. */
  Uni<List<UUID>> due(Instant before, Instant cutoff, int limit) {
    return database.transactionByKeys(
        tx -> due(tx, "$3::uuid IS NULL", values(before, cutoff, null, limit)));
  }

  /** Whether an act still is: what holds it was read after everything before. */
  Uni<Boolean> isDue(SqlConnection tx, UUID act, Instant before, Instant cutoff) {
    return due(tx, "a.id = $3", values(before, cutoff, act, 1)).map(found -> !found.isEmpty());
  }

  private static Tuple values(Instant before, Instant cutoff, @Nullable UUID act, int limit) {
    return Tuple.of(Columns.utc(before), Columns.utc(cutoff), act, limit);
  }

  private static Uni<List<UUID>> due(SqlConnection tx, String which, Tuple values) {
    return tx.preparedQuery(DUE.formatted(which))
        .execute(values)
        .map(rows -> Columns.all(rows, row -> row.getUUID("id")));
  }

  /** The policy of an act that nobody adds to until the transaction ends; empty when busy. */
  Uni<Optional<String>> lock(SqlConnection tx, UUID act) {
    return tx.preparedQuery("SELECT policy FROM act WHERE id = $1 FOR UPDATE SKIP LOCKED")
        .execute(Tuple.of(act))
        .map(rows -> Columns.first(rows, row -> row.getString("policy")));
  }

  /**
   * Keeps an act from being destroyed until the transaction ends, for who adds to it.
   *
   * <p><b>Errors</b>: {@code ACT_DESTROYED}, {@code NOT_FOUND}.
   */
  Uni<Void> keep(SqlConnection tx, UUID act) {
    return tx.preparedQuery("SELECT 1 FROM act WHERE id = $1 FOR KEY SHARE")
        .execute(Tuple.of(act))
        .chain(rows -> rows.rowCount() > 0 ? Uni.createFrom().voidItem() : refuse(tx, act));
  }

  private static Uni<Void> refuse(SqlConnection tx, UUID act) {
    return find(tx, act)
        .map(
            gone -> {
              throw gone.map(DestroyedAct::refusal).orElseGet(ActExpiryStore::none);
            });
  }

  /** What is said of an act that never was, or that the caller may not see. */
  static ServiceException none() {
    return new ServiceException(ErrorCode.NOT_FOUND, "there is no such act");
  }

  /** Destroys a locked act, and remembers that its event log is to go. */
  Uni<Void> take(SqlConnection tx, UUID act, Instant now) {
    return tx.preparedQuery(
            """
            WITH gone AS (DELETE FROM act WHERE id = $1 RETURNING *)
            INSERT INTO act_destroyed
              (id, run_id, policy, categories, hash, lines, created_at, destroyed_at)
            SELECT g.id, g.run_id, g.policy,
              ARRAY(SELECT jsonb_array_elements_text(g.content::jsonb -> 'categories')), g.hash,
              (SELECT count(*) FROM erasure e WHERE e.run_id = g.run_id AND e.policy = g.policy)
                + (SELECT count(*) FROM erasure_table t
                  JOIN erasure_table_subject s ON s.table_id = t.id
                  WHERE t.run_id = g.run_id AND t.policy = g.policy),
              g.created_at, $2
            FROM gone g
            """)
        .execute(Tuple.of(act, Columns.utc(now)))
        .replaceWithVoid();
  }

  /** An act that was destroyed. */
  Uni<Optional<DestroyedAct>> find(UUID id) {
    return find(database.data(), id);
  }

  private static Uni<Optional<DestroyedAct>> find(SqlClient client, UUID id) {
    return client
        .preparedQuery("SELECT * FROM act_destroyed WHERE id = $1")
        .execute(Tuple.of(id))
        .map(rows -> Columns.first(rows, ActExpiryStore::act));
  }

  static DestroyedAct act(Row row) {
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
      Instant at) {

    ServiceException refusal() {
      return new ServiceException(ErrorCode.ACT_DESTROYED, "at " + at);
    }
  }
}
