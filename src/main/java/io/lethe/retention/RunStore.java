package io.lethe.retention;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Rows of runs. Heartbeats are in the database's time, everything else in the service's. */
@ApplicationScoped
class RunStore {

  private final Database database;
  private final UUID owner = UUID.randomUUID();

  RunStore(Database database) {
    this.database = database;
  }

  /** This replica, as the owner of runs. */
  UUID owner() {
    return owner;
  }

  /** Queues a run; false when an unfinished scheduled one is there already. */
  Uni<Boolean> create(SqlConnection connection, Run run, boolean scheduled) {
    return connection
        .preparedQuery(
            "INSERT INTO retention_run (id, state, requested_by, scheduled, policy, category,"
                + " dry_run, as_of, created_at, spread)"
                + " VALUES ($1, 'QUEUED', $2, $3, $4, $5, $6, $7, $8, $9)"
                + " ON CONFLICT DO NOTHING")
        .execute(
            Tuple.tuple()
                .addUUID(run.id())
                .addString(run.requestedBy())
                .addBoolean(scheduled)
                .addString(run.policy())
                .addString(run.category())
                .addBoolean(run.dryRun())
                .addOffsetDateTime(Columns.utc(run.asOf()))
                .addOffsetDateTime(Columns.utc(run.createdAt()))
                .addBoolean(run.spread()))
        .map(rows -> rows.rowCount() == 1);
  }

  Uni<Optional<Run>> find(UUID id) {
    return database
        .data()
        .preparedQuery("SELECT * FROM retention_run WHERE id = $1")
        .execute(Tuple.of(id))
        .map(rows -> RunRows.list(rows).stream().findFirst());
  }

  /** Runs, the newest first, older than {@code before}. */
  Uni<List<Run>> page(Instant before, int limit) {
    return RunRows.page(database.data(), before, limit);
  }

  /**
   * Takes up the oldest run that is queued or whose worker has died. What was taken up before may
   * have batches under way, of whoever worked on it then.
   *
   * @param scheduled whether those of the schedule are taken; one that is closing always is
   */
  Uni<Optional<Run>> take(Instant now, Duration heartbeatTimeout, boolean scheduled) {
    return database
        .data()
        .preparedQuery(
            """
            UPDATE retention_run SET state = 'RUNNING', owner = $1, heartbeat_at = now(),
              shared_policies = NULL, shared_categories = NULL,
              helped = helped OR started_at IS NOT NULL,
              started_at = COALESCE(started_at, $2)
            WHERE id = (
              SELECT id FROM retention_run
              WHERE (state = 'QUEUED'
                 OR state = 'RUNNING' AND heartbeat_at < now() - $3 * interval '1 millisecond')
                AND ($4 OR closing OR NOT scheduled)
              ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING *
            """)
        .execute(Tuple.of(owner, Columns.utc(now), (double) heartbeatTimeout.toMillis(), scheduled))
        .map(rows -> RunRows.list(rows).stream().findFirst());
  }

  /** Says that a run is alive, if it is still this replica's. */
  Uni<Void> heartbeat(UUID id) {
    return database
        .data()
        .preparedQuery(
            "UPDATE retention_run SET heartbeat_at = now()"
                + " WHERE id = $1 AND owner = $2 AND state = 'RUNNING'")
        .execute(Tuple.of(id, owner))
        .replaceWithVoid();
  }

  /** Queues again what this replica has taken up and not closed. */
  Uni<Void> leave() {
    return database
        .data()
        .preparedQuery(
            "UPDATE retention_run SET state = 'QUEUED'"
                + " WHERE finished_at IS NULL AND state = 'RUNNING' AND owner = $1 AND NOT closing")
        .execute(Tuple.of(owner))
        .replaceWithVoid();
  }

  /** Fixes the cut-off once; a run that is taken over keeps it. */
  Uni<Run> cutoff(UUID id, Instant cutoff) {
    return database
        .data()
        .preparedQuery(
            "UPDATE retention_run SET cutoff = COALESCE(cutoff, $2) WHERE id = $1 RETURNING *")
        .execute(Tuple.of(id, Columns.utc(cutoff)))
        .map(rows -> RunRows.list(rows).get(0));
  }

  /**
   * Adds a batch's counts in its transaction.
   *
   * @return false when this replica may no longer work on the run; the batch must roll back
   */
  Uni<Boolean> count(SqlConnection connection, UUID id, long destroyed, long depersonalized) {
    return connection
        .preparedQuery(
            "UPDATE retention_run SET destroyed = destroyed + $2,"
                + " depersonalized = depersonalized + $3,"
                + " heartbeat_at = CASE WHEN owner = $4 THEN now() ELSE heartbeat_at END"
                + " WHERE id = $1 AND state = 'RUNNING' AND NOT closing"
                + " AND (owner = $4 OR shared_policies IS NOT NULL)")
        .execute(Tuple.of(id, destroyed, depersonalized, owner))
        .map(rows -> rows.rowCount() == 1);
  }

  /**
   * Lets no further batch of the run commit, and writes down what its last pass left as it was.
   *
   * @param leftByPolicy JSON text
   * @return false when the run is not this replica's to close
   */
  Uni<Boolean> close(UUID id, Tally tally, String leftByPolicy) {
    return database
        .data()
        .preparedQuery(
            "UPDATE retention_run SET closing = true, held = $2, blocked = $3, failed = $4,"
                + " left_by_policy = $5, broken = $6"
                + " WHERE id = $1 AND state = 'RUNNING' AND owner = $7")
        .execute(
            Tuple.tuple()
                .addUUID(id)
                .addLong(tally.held())
                .addLong(tally.blocked())
                .addLong(tally.failed())
                .addString(leftByPolicy)
                .addBoolean(tally.broken() > 0)
                .addUUID(owner))
        .map(rows -> rows.rowCount() == 1);
  }

  /** Puts the counts of a dry run. */
  Uni<Void> predicted(UUID id, Tally tally) {
    return database
        .data()
        .preparedQuery(
            "UPDATE retention_run SET destroyed = $2, depersonalized = $3, held = $4,"
                + " blocked = $5, failed = $6 WHERE id = $1 AND state = 'RUNNING' AND owner = $7")
        .execute(
            Tuple.tuple()
                .addUUID(id)
                .addLong(tally.destroyed())
                .addLong(tally.depersonalized())
                .addLong(tally.held())
                .addLong(tally.blocked())
                .addLong(tally.failed())
                .addUUID(owner))
        .replaceWithVoid();
  }

  /** Ends a run that this replica works on; false when it is not RUNNING here any more. */
  Uni<Boolean> finish(SqlConnection connection, UUID id, RunState state, Instant at, String error) {
    return connection
        .preparedQuery(
            "UPDATE retention_run SET state = $2, finished_at = $3, error = NULLIF($4, ''),"
                + " settled = ($2 = 'COMPLETED') WHERE id = $1 AND state = 'RUNNING' AND owner = $5")
        .execute(Tuple.of(id, state.name(), Columns.utc(at), error, owner))
        .map(rows -> rows.rowCount() == 1);
  }

  /**
   * Lets a run wait for a second person; it is not the schedule's any more, which goes on.
   *
   * @param rest the run that acts on what was not stopped
   * @return false when the run is not this replica's to work on
   */
  Uni<Boolean> await(SqlConnection connection, UUID id, Optional<UUID> rest) {
    return connection
        .preparedQuery(
            "UPDATE retention_run SET state = 'AWAITING_APPROVAL', scheduled = false,"
                + " rest = COALESCE($2, rest)"
                + " WHERE id = $1 AND state = 'RUNNING' AND owner = $3 AND NOT closing")
        .execute(Tuple.of(id, rest.orElse(null), owner))
        .map(rows -> rows.rowCount() == 1);
  }

  /**
   * Moves a run from one of some states to another; empty when it is in none of them.
   *
   * <p><b>Errors</b>: {@code RUN_STATE} when another scheduled run is unfinished.
   */
  Uni<Optional<Run>> move(SqlClient client, UUID id, List<RunState> from, RunState to, Instant at) {
    boolean ends = to == RunState.CANCELLED;
    return client
        .preparedQuery(
            "UPDATE retention_run SET state = $2, finished_at = $3"
                + " WHERE id = $1 AND state = ANY($4::text[]) AND NOT closing RETURNING *")
        .execute(
            Tuple.tuple()
                .addUUID(id)
                .addString(to.name())
                .addOffsetDateTime(ends ? Columns.utc(at) : null)
                .addArrayOfString(from.stream().map(Enum::name).toArray(String[]::new)))
        .map(rows -> RunRows.list(rows).stream().findFirst())
        .onFailure(RunStore::isUniqueViolation)
        .transform(
            second ->
                new ServiceException(
                    ErrorCode.RUN_STATE,
                    "another scheduled run is unfinished; wait for it or cancel it"));
  }

  private static boolean isUniqueViolation(Throwable thrown) {
    return thrown instanceof PgException pg && "23505".equals(pg.getSqlState());
  }
}
