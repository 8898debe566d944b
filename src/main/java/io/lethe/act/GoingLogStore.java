package io.lethe.act;

import io.lethe.act.ActExpiryStore.DestroyedAct;
import io.lethe.database.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** Event logs of acts that were destroyed, which go in parts. */
@ApplicationScoped
class GoingLogStore {

  /** One whose event log has not gone whole, locked; empty when there is none. */
  Uni<Optional<DestroyedAct>> unemptied(SqlConnection tx) {
    return tx.query(
            "SELECT * FROM act_destroyed WHERE NOT emptied"
                + " ORDER BY destroyed_at, id LIMIT 1 FOR UPDATE SKIP LOCKED")
        .execute()
        .map(rows -> Columns.first(rows, ActExpiryStore::act));
  }

  /**
   * Deletes lines of an event log, in the order of their records from {@code from} on: the journal
   * of a run has other policies' lines beside them, which a part must not read again.
   *
   * @return the last record; empty when there is nothing after it
   */
  Uni<Optional<UUID>> lines(SqlConnection tx, DestroyedAct act, UUID from, int limit) {
    return tx.preparedQuery(
            """
            WITH last AS (
                SELECT record_id FROM erasure
                WHERE run_id = $1 AND policy = $2 AND record_id >= $4
                ORDER BY record_id OFFSET $3 - 1 LIMIT 1),
              gone AS (
                DELETE FROM erasure
                WHERE run_id = $1 AND policy = $2 AND record_id >= $4 AND record_id <=
                  COALESCE((SELECT record_id FROM last), 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
            SELECT record_id FROM last
            """)
        .execute(Tuple.of(act.run(), act.policy(), limit, from))
        .map(rows -> Columns.first(rows, row -> row.getUUID("record_id")));
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
}
