package io.lethe.retention;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.ledger.LedgerStore;
import io.lethe.problem.ErrorCode;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;

/** What a restored backup makes of runs: those it has under way, and those it does not know. */
@ApplicationScoped
class RestoredRuns {

  private static final Logger LOG = Logger.getLogger(RestoredRuns.class);
  private static final int RUN_LOCK = 4711;
  private static final String UNKNOWN =
      "not known: the run is later than the restored backup, and is rebuilt from its journal;"
          + " what it left as it was is not known";

  private final Database database;
  private final LedgerStore ledger;
  private final Clock clock;

  RestoredRuns(Database database, LedgerStore ledger, Clock clock) {
    this.database = database;
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * Pauses what the backup has queued or running: it would destroy before the holds and blocks that
   * the backup has lost are placed again. One that is closing destroys no record any more.
   */
  Uni<Void> pause() {
    return database.replay(this::pause);
  }

  /** The same in a transaction. */
  Uni<Void> pause(SqlConnection tx) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return stop(tx)
        .call(() -> close(tx))
        .call(paused -> log(tx, paused, now))
        .invoke(
            paused -> {
              if (!paused.isEmpty()) {
                LOG.warnf(
                    "a backup was restored: runs %s are paused; what came after it and is in no export has"
                        + " to be placed again; then cancel them, or resume them by"
                        + " POST /api/v1/retention/runs/{id}/resume",
                    paused);
              }
            })
        .replaceWithVoid();
  }

  /**
   * Stops them before those of the export come back: of a schedule's there may be one at a time.
   * They are told of when all are there.
   */
  Uni<Void> stop() {
    return database.replay(tx -> stop(tx)).replaceWithVoid();
  }

  /** Tells of all that are paused; what the export says to be under way is. */
  Uni<Void> paused(SqlConnection tx) {
    return stop(tx)
        .chain(any -> close(tx))
        .chain(() -> tx.query("SELECT id FROM retention_run WHERE state = 'PAUSED'").execute())
        .map(RestoredRuns::ids)
        .chain(paused -> log(tx, paused, clock.instant().truncatedTo(ChronoUnit.MICROS)));
  }

  private static Uni<List<String>> stop(SqlConnection tx) {
    return tx.query(
            "UPDATE retention_run SET state = 'PAUSED'"
                + " WHERE state IN ('QUEUED', 'RUNNING') AND NOT closing RETURNING id")
        .execute()
        .map(RestoredRuns::ids);
  }

  /**
   * Brakes of runs that have ended since the backup brake nothing any more, or nothing would act on
   * their categories again; and what was let go of a backlog may have been taken back since.
   */
  private static Uni<Void> close(SqlConnection tx) {
    return tx.query(
            "UPDATE retention_brake b SET open = false FROM retention_run r"
                + " WHERE r.id = b.run_id AND b.open AND r.finished_at IS NOT NULL")
        .execute()
        .chain(
            () ->
                tx.query(
                        "DELETE FROM retention_spread s USING retention_run r"
                            + " WHERE r.id = s.run_id AND r.finished_at IS NOT NULL")
                    .execute())
        .replaceWithVoid();
  }

  private static List<String> ids(RowSet<Row> rows) {
    return Columns.all(rows, row -> row.getUUID("id").toString());
  }

  private Uni<Void> log(SqlConnection tx, List<String> paused, Instant now) {
    return paused.isEmpty()
        ? Uni.createFrom().voidItem()
        : ledger.append(tx, "restore.runs-paused", now, Map.of("runs", paused));
  }

  /** One replica after the other: two that start together would journal a record twice. */
  Uni<Void> lock(SqlConnection tx, UUID run) {
    return tx.preparedQuery("SELECT pg_advisory_xact_lock($1, hashtext($2))::text")
        .execute(Tuple.of(RUN_LOCK, run.toString()))
        .replaceWithVoid();
  }

  /**
   * Puts a run that began after the backup, as one that failed and is not settled: its acts and
   * tasks are made as those of any other such run.
   */
  Uni<Void> put(SqlConnection tx, UUID run, Instant acted, Instant now) {
    return tx.preparedQuery(
            "INSERT INTO retention_run (id, state, requested_by, scheduled, dry_run, created_at,"
                + " started_at, finished_at, error) VALUES ($1, 'FAILED', $2, false, false, $3,"
                + " $3, $4, $5) ON CONFLICT DO NOTHING")
        .execute(
            Tuple.of(run, UNKNOWN, Columns.utc(acted), Columns.utc(now), ErrorCode.INTERNAL.name()))
        .replaceWithVoid();
  }

  /** Makes the counts of a run those of its journal, where they are less. */
  Uni<Void> count(UUID run) {
    return database.replay(tx -> count(tx, run));
  }

  private static Uni<Void> count(SqlConnection tx, UUID run) {
    return tx.preparedQuery(
            """
            UPDATE retention_run r SET destroyed = GREATEST(r.destroyed, n.destroyed),
              depersonalized = GREATEST(r.depersonalized, n.depersonalized)
            FROM (SELECT count(*) FILTER (WHERE action = 'DESTROY')
                      + (SELECT COALESCE(sum(t.records), 0)::bigint FROM erasure_table t
                        WHERE t.run_id = $1) AS destroyed,
                    count(*) FILTER (WHERE action = 'DEPERSONALIZE') AS depersonalized
                  FROM erasure WHERE run_id = $1) n
            WHERE r.id = $1
            """)
        .execute(Tuple.of(run))
        .replaceWithVoid();
  }
}
