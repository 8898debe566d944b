package io.lethe.key;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.key.KeyJob.Order;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Rows of jobs. Heartbeats are in the database's time, everything else in the service's. */
@ApplicationScoped
class KeyJobStore {

  private final Database database;
  private final UUID replica = UUID.randomUUID();

  KeyJobStore(Database database) {
    this.database = database;
  }

  /** Writes a job; false when one of its kind is unfinished for the ring. */
  Uni<Boolean> create(SqlClient client, KeyJob job) {
    Order order = job.order();
    return client
        .preparedQuery(
            "INSERT INTO key_job (id, kind, ring, version, state, requested_by, reason, dry_run,"
                + " compromised, then_rewrap, rows_per_second, created_at)"
                + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
                + " ON CONFLICT DO NOTHING")
        .execute(
            Tuple.tuple()
                .addUUID(job.id())
                .addString(job.kind().name())
                .addString(job.ring())
                .addInteger(job.version())
                .addString(job.state().name())
                .addString(order.requestedBy())
                .addString(order.reason())
                .addBoolean(order.dryRun())
                .addBoolean(order.compromised())
                .addBoolean(order.thenRewrap())
                .addInteger(order.rowsPerSecond())
                .addOffsetDateTime(Columns.utc(job.createdAt())))
        .map(rows -> rows.rowCount() == 1);
  }

  Uni<Optional<KeyJob>> find(UUID id) {
    return one("SELECT * FROM key_job WHERE id = $1", Tuple.of(id));
  }

  /** The unfinished job of a kind for a ring. */
  Uni<Optional<KeyJob>> open(String ring, KeyJob.Kind kind) {
    return one(
        "SELECT * FROM key_job WHERE ring = $1 AND kind = $2 AND finished_at IS NULL",
        Tuple.of(ring, kind.name()));
  }

  /** Jobs, the newest first, older than {@code before}. */
  Uni<List<KeyJob>> page(Instant before, int limit) {
    return database
        .data()
        .preparedQuery(
            "SELECT * FROM key_job WHERE created_at < $1 ORDER BY created_at DESC, id LIMIT $2")
        .execute(Tuple.of(Columns.utc(before), limit))
        .map(KeyJobRows::list);
  }

  /**
   * Takes up the oldest job that is queued or whose worker has died, for a new owner: who worked on
   * it before does so no more.
   *
   * @param slow whether a rewrap that nobody waits for may be among them
   */
  Uni<Optional<KeyJob>> take(Instant now, Duration heartbeatTimeout, boolean slow) {
    return one(
        """
        UPDATE key_job SET state = 'RUNNING', owner = gen_random_uuid(), replica = $4,
          heartbeat_at = now(), started_at = COALESCE(started_at, $1)
        WHERE id = (
          SELECT id FROM key_job
          WHERE (state = 'QUEUED'
              OR state = 'RUNNING' AND heartbeat_at < now() - $2 * interval '1 millisecond')
            AND ($3 OR kind <> 'REWRAP' OR compromised)
          ORDER BY compromised DESC, created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING *
        """,
        Tuple.of(Columns.utc(now), (double) heartbeatTimeout.toMillis(), slow, replica));
  }

  /** Says that the jobs of these owners are alive. */
  Uni<Void> heartbeat(Collection<UUID> owners) {
    return database
        .data()
        .preparedQuery(
            "UPDATE key_job SET heartbeat_at = now()"
                + " WHERE owner = ANY($1::uuid[]) AND state = 'RUNNING'")
        .execute(Tuple.of(owners.toArray(new UUID[0])))
        .replaceWithVoid();
  }

  /**
   * Keeps a job from being stopped or taken over until the transaction ends.
   *
   * <p><b>Errors</b>: {@link JobStopped} when it was before, or the database is sealed: the rows
   * that were counted may be another database's.
   */
  Uni<Void> fence(SqlConnection tx, KeyJob job) {
    return tx.preparedQuery(
            "SELECT 1 FROM key_job WHERE id = $1 AND state = 'RUNNING' AND owner = $2"
                + " AND gate_open() FOR UPDATE")
        .execute(Tuple.of(job.id(), job.owner()))
        .invoke(
            rows -> {
              if (rows.size() == 0) {
                throw new JobStopped();
              }
            })
        .replaceWithVoid();
  }

  /**
   * Writes down what a job begins with, once.
   *
   * <p><b>Errors</b>: {@link JobStopped} when the job is no longer its owner's to work on.
   */
  Uni<KeyJob> begin(KeyJob job, long total, String census) {
    return one(
            "UPDATE key_job SET total = CASE WHEN census IS NULL THEN $2 ELSE total END,"
                + " census = COALESCE(census, $3)"
                + " WHERE id = $1 AND state = 'RUNNING' AND owner = $4 RETURNING *",
            Tuple.of(job.id(), total, census, job.owner()))
        .map(begun -> begun.orElseThrow(JobStopped::new));
  }

  /**
   * Writes down what a compromised version had protected.
   *
   * <p><b>Errors</b>: {@link JobStopped} when the job is no longer its owner's to work on.
   */
  Uni<Void> expose(KeyJob job, String exposed) {
    return one(
            "UPDATE key_job SET exposed = COALESCE(exposed, $2)"
                + " WHERE id = $1 AND state = 'RUNNING' AND owner = $3 RETURNING *",
            Tuple.of(job.id(), exposed, job.owner()))
        .invoke(found -> found.orElseThrow(JobStopped::new))
        .replaceWithVoid();
  }

  /**
   * Adds a batch in its transaction.
   *
   * <p><b>Errors</b>: {@link JobStopped} when the job is no longer its owner's to work on; the
   * batch must roll back.
   */
  Uni<Void> moved(SqlConnection tx, KeyJob job, int rows, String source, String cursor) {
    return tx.preparedQuery(
            "UPDATE key_job SET moved = moved + $2, source = $3, cursor = $4,"
                + " heartbeat_at = now() WHERE id = $1 AND state = 'RUNNING' AND owner = $5")
        .execute(Tuple.of(job.id(), (long) rows, source, cursor, job.owner()))
        .invoke(
            updated -> {
              if (updated.rowCount() == 0) {
                throw new JobStopped();
              }
            })
        .replaceWithVoid();
  }

  /** Whether a job is still its owner's to work on. */
  Uni<Boolean> mine(KeyJob job) {
    return database
        .data()
        .preparedQuery("SELECT 1 FROM key_job WHERE id = $1 AND state = 'RUNNING' AND owner = $2")
        .execute(Tuple.of(job.id(), job.owner()))
        .map(rows -> rows.size() == 1);
  }

  /** Ends a job; false when it is no longer its owner's. */
  Uni<Boolean> finish(SqlConnection tx, KeyJob job, JobState state, Instant at, String error) {
    return tx.preparedQuery(
            "UPDATE key_job SET state = $2, finished_at = $3, error = NULLIF($4, '')"
                + " WHERE id = $1 AND state = 'RUNNING' AND owner = $5")
        .execute(Tuple.of(job.id(), state.name(), Columns.utc(at), error, job.owner()))
        .map(rows -> rows.rowCount() == 1);
  }

  /** Lets the rewrap of a ring that is open already begin anew, at full speed and before others. */
  Uni<Void> hasten(SqlConnection tx, String ring) {
    return tx.preparedQuery(
            "UPDATE key_job SET state = 'QUEUED', owner = NULL, compromised = true,"
                + " dry_run = false, rows_per_second = NULL"
                + " WHERE ring = $1 AND kind = 'REWRAP' AND finished_at IS NULL")
        .execute(Tuple.of(ring))
        .replaceWithVoid();
  }

  /** Moves a job from one of some states to another; empty when it is in none of them. */
  Uni<Optional<KeyJob>> move(
      SqlClient client, UUID id, List<JobState> from, JobState to, Instant at) {
    return client
        .preparedQuery(
            "UPDATE key_job SET state = $2, finished_at = $3"
                + " WHERE id = $1 AND state = ANY($4::text[]) RETURNING *")
        .execute(
            Tuple.tuple()
                .addUUID(id)
                .addString(to.name())
                .addOffsetDateTime(to == JobState.CANCELLED ? Columns.utc(at) : null)
                .addArrayOfString(from.stream().map(Enum::name).toArray(String[]::new)))
        .map(rows -> KeyJobRows.list(rows).stream().findFirst());
  }

  /** Queues a job that waits for a second person; empty when it does not. */
  Uni<Optional<KeyJob>> approve(SqlClient client, UUID id, String by) {
    return client
        .preparedQuery(
            "UPDATE key_job SET state = 'QUEUED', approved_by = $2"
                + " WHERE id = $1 AND state = 'AWAITING_APPROVAL' RETURNING *")
        .execute(Tuple.of(id, by))
        .map(rows -> KeyJobRows.list(rows).stream().findFirst());
  }

  private Uni<Optional<KeyJob>> one(String statement, Tuple arguments) {
    return database
        .data()
        .preparedQuery(statement)
        .execute(arguments)
        .map(rows -> KeyJobRows.list(rows).stream().findFirst());
  }
}
