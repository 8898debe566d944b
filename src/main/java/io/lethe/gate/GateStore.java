package io.lethe.gate;

import io.lethe.database.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;

/** The gate's row. */
@ApplicationScoped
class GateStore {

  static final int LOCK = 4718;

  /** The gate as it is. */
  Uni<GateRow> read(SqlClient client) {
    return client.query(GateRow.SELECT).execute().map(GateStore::one);
  }

  /** The gate, which nobody else changes until the transaction ends. */
  Uni<GateRow> lock(SqlConnection tx) {
    return tx.query(GateRow.SELECT + " FOR UPDATE").execute().map(GateStore::one);
  }

  private static GateRow one(Iterable<Row> rows) {
    return GateRow.of(rows.iterator().next());
  }

  /** Whether activity may be lacking. */
  Uni<Boolean> lacksActivity(SqlClient client) {
    return client
        .query("SELECT activity_gap IS NOT NULL AS lacks FROM gate")
        .execute()
        .map(rows -> rows.iterator().next().getBoolean("lacks"));
  }

  /** Opens it, for this database alone. */
  Uni<Void> open(SqlConnection tx) {
    return tx.query(
            """
            UPDATE gate SET state = 'OPEN', reason = NULL, since = now(),
              exported_at = CASE WHEN exports THEN now() END, cluster = gate_cluster(),
              timeline = gate_timeline(), database = gate_database(), adopting_by = NULL,
              adopting_why = NULL
            """)
        .execute()
        .replaceWithVoid();
  }

  /**
   * Seals it, so that every replica sees so. Activity may be lacking since the last export that it
   * knows of, or, where it has none, since it was opened.
   */
  Uni<Void> seal(SqlConnection tx, Seal why) {
    return tx.preparedQuery(
            """
            UPDATE gate SET state = 'SEALED', reason = $1, since = now(),
              timeline = COALESCE(timeline, ''), adopting_by = NULL, adopting_why = NULL,
              activity_gap = COALESCE(activity_gap, exported_at,
                CASE WHEN state = 'NEW' THEN (SELECT max(at) FROM ledger_entry) END, since)
            WHERE reason IS DISTINCT FROM $1
            """)
        .execute(Tuple.of(why.name()))
        .replaceWithVoid();
  }

  /** Begins to collect facts, with all that are there. */
  Uni<Void> collect(SqlConnection tx) {
    return tx.query("SELECT export_all()").execute().replaceWithVoid();
  }

  /** Goes on from what another has exported, with all facts and entries that are there. */
  Uni<Void> restart(SqlConnection tx, long number, String hash) {
    return tx.preparedQuery(
            "UPDATE gate SET assigned = $1, exported = $1, exported_hash = $2, exported_size = 0,"
                + " assigned_size = 0")
        .execute(Tuple.of(number, hash))
        .chain(() -> collect(tx));
  }

  /** Exports nothing any more. */
  Uni<Void> stop(SqlConnection tx) {
    return tx.query("DELETE FROM export_fact")
        .execute()
        .chain(() -> tx.query("UPDATE gate SET exports = false, exported_at = NULL").execute())
        .replaceWithVoid();
  }

  /** Lets go of what was assigned to a segment that is to be replayed. */
  Uni<Void> release(SqlConnection tx) {
    return tx.query("DELETE FROM export_fact WHERE person")
        .execute()
        .chain(() -> tx.query("UPDATE export_fact SET segment = NULL WHERE segment > 0").execute())
        .replaceWithVoid();
  }

  /**
   * Takes a segment that was replayed as exported.
   *
   * <p><b>Errors</b>: {@link NotReplayable} when it is not the next one of a sealed database; the
   * transaction is to be rolled back.
   */
  Uni<Void> replayed(SqlConnection tx, SegmentFile.Head head) {
    return lock(tx)
        .invoke(
            gate -> {
              boolean next =
                  head.fresh()
                      ? gate.exported() < head.number()
                      : gate.exported() == head.number() - 1;
              if (!gate.isSealed() || !next) {
                throw new NotReplayable(
                    "segment %d is not the next one of this database".formatted(head.number()));
              }
            })
        .chain(() -> taken(tx, head));
  }

  private static Uni<Void> taken(SqlConnection tx, SegmentFile.Head head) {
    return tx.preparedQuery(
            "UPDATE gate SET assigned = $1, exported = $1, exported_hash = $2, exported_size = $3,"
                + " assigned_size = $3, fresh = false, exports = true")
        .execute(Tuple.of(head.number(), head.hash(), head.to()))
        .replaceWithVoid();
  }

  /** Lets what is written next have numbers of its own. */
  Uni<Void> sequences(SqlConnection tx) {
    return tx.query("SELECT replay_sequences()").execute().replaceWithVoid();
  }

  /** That a segment is being written. */
  Uni<Void> assigned(SqlConnection tx, long segment, long size) {
    return tx.preparedQuery("UPDATE gate SET assigned = $1, assigned_size = $2")
        .execute(Tuple.of(segment, size))
        .replaceWithVoid();
  }

  /**
   * That a segment is on the disk; nothing, where another replica has said so before, or the
   * database is no longer the one that has assigned it.
   */
  Uni<Void> exported(SqlConnection tx, SegmentFile.Head head, String incarnation) {
    return lock(tx)
        .chain(
            gate ->
                gate.isOpen()
                        && gate.incarnation().equals(incarnation)
                        && gate.assigned() == head.number()
                        && gate.exported() == head.number() - 1
                    ? exported(tx, head)
                    : Uni.createFrom().voidItem());
  }

  private static Uni<Void> exported(SqlConnection tx, SegmentFile.Head head) {
    return tx.preparedQuery("DELETE FROM export_fact WHERE segment = $1")
        .execute(Tuple.of(head.number()))
        .chain(
            () ->
                tx.preparedQuery(
                        "UPDATE gate SET exported = $1, exported_size = $2, exported_hash = $3,"
                            + " fresh = false")
                    .execute(Tuple.of(head.number(), head.to(), head.hash())))
        .replaceWithVoid();
  }

  /**
   * That nothing is left to export, said now and then, of the database that is open.
   *
   * @return when it was said last; empty where nothing is exported
   */
  Uni<Optional<Instant>> caughtUp(SqlClient client) {
    return client
        .query(
            """
            UPDATE gate SET exported_at = now() WHERE exports AND assigned = exported
              AND gate_open() AND cluster = gate_cluster()
              AND (exported_at IS NULL OR exported_at < now() - interval '20 s')
            RETURNING exported_at
            """)
        .execute()
        .map(rows -> Columns.first(rows, row -> row.getOffsetDateTime("exported_at").toInstant()));
  }

  /** That somebody wants to adopt the database. */
  Uni<Void> adopting(SqlConnection tx, String who, String why) {
    return tx.preparedQuery("UPDATE gate SET adopting_by = $1, adopting_why = $2")
        .execute(Tuple.of(who, why))
        .replaceWithVoid();
  }

  /** That products have sent again what was lost: whoever has no record is awaited no more. */
  Uni<Void> resent(SqlConnection tx) {
    return tx.query(
            """
            INSERT INTO awaited SELECT s.bucket, s.id FROM subject s
            WHERE NOT EXISTS (
              SELECT 1 FROM every_record r WHERE r.bucket = s.bucket AND r.subject_id = s.id)
            ON CONFLICT DO NOTHING
            """)
        .execute()
        .chain(() -> tx.query("UPDATE gate SET activity_gap = NULL").execute())
        .replaceWithVoid();
  }
}
