package io.lethe.policy;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Rows of recomputations. Heartbeats are in the database's time, all else in the service's. */
@ApplicationScoped
public class RecomputeStore {

  private final Database database;

  RecomputeStore(Database database) {
    this.database = database;
  }

  /** The recomputation that followed the activation of a version. */
  Uni<Optional<Recompute>> find(String policy, int version) {
    return one(
        "SELECT * FROM policy_recompute WHERE policy = $1 AND version = $2 AND calendar IS NULL",
        Tuple.of(policy, version));
  }

  /** Asks for one of each policy, of which that version is active, after a table was added. */
  Uni<Void> queue(SqlConnection tx, CalendarVersion added, List<PolicyVersion> active, int epoch) {
    List<Tuple> rows =
        active.stream()
            .map(
                version ->
                    Tuple.tuple()
                        .addString(version.policy())
                        .addInteger(version.version())
                        .addInteger(epoch)
                        .addString(added.name())
                        .addInteger(added.version())
                        .addOffsetDateTime(Columns.utc(added.effectiveAt())))
            .toList();
    return rows.isEmpty()
        ? Uni.createFrom().voidItem()
        : tx.preparedQuery(
                """
                INSERT INTO policy_recompute
                  (policy, version, epoch, state, calendar, calendar_version, created_at)
                VALUES ($1, $2, $3 + (SELECT count(*) FROM policy_version
                  WHERE policy = $1 AND state <> 'DRAFT'), 'QUEUED', $4, $5, $6)
                """)
            .executeBatch(rows)
            .replaceWithVoid();
  }

  /** The policies of which some is not done: records may be due later there than they are. */
  public Uni<List<String>> unfinished() {
    return database
        .data()
        .query("SELECT DISTINCT policy FROM policy_recompute WHERE state <> 'COMPLETED' ORDER BY 1")
        .execute()
        .map(
            rows -> {
              List<String> policies = new ArrayList<>();
              rows.forEach(row -> policies.add(row.getString(0)));
              return policies;
            });
  }

  /**
   * Takes up the oldest that is queued, whose worker has died, or that failed a while ago, for a
   * new owner: who worked on it before does so no more.
   */
  public Uni<Optional<Recompute>> take(Instant now, Duration heartbeatTimeout, Duration again) {
    return one(
        """
        UPDATE policy_recompute SET state = 'RUNNING', owner = gen_random_uuid(), error = NULL,
          heartbeat_at = now(), started_at = COALESCE(started_at, $1)
        WHERE id = (
          SELECT id FROM policy_recompute
          WHERE state = 'QUEUED'
            OR state = 'RUNNING' AND heartbeat_at < now() - $2 * interval '1 millisecond'
            OR state = 'FAILED' AND heartbeat_at < now() - $3 * interval '1 millisecond'
          ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING *
        """,
        Tuple.of(
            Columns.utc(now), (double) heartbeatTimeout.toMillis(), (double) again.toMillis()));
  }

  /** Says that its worker is alive; false when it is another's. */
  public Uni<Boolean> heartbeat(UUID owner) {
    return database
        .data()
        .preparedQuery(
            "UPDATE policy_recompute SET heartbeat_at = now()"
                + " WHERE owner = $1 AND state = 'RUNNING'")
        .execute(Tuple.of(owner))
        .map(rows -> rows.rowCount() == 1);
  }

  /** Notes how many records there are, when it begins and not when it is taken up again. */
  public Uni<Void> begin(Recompute job, long total) {
    return database
        .data()
        .preparedQuery(
            "UPDATE policy_recompute SET total = $2 WHERE id = $1 AND owner = $3 AND cursor IS NULL")
        .execute(Tuple.of(job.id(), total, job.owner()))
        .replaceWithVoid();
  }

  /** Notes a window in its transaction; false when the job is another's, which must roll back. */
  public Uni<Boolean> advance(
      SqlConnection tx, Recompute job, UUID after, int records, int lowered) {
    return tx.preparedQuery(
            "UPDATE policy_recompute SET cursor = $2, done = done + $3, lowered = lowered + $4,"
                + " heartbeat_at = now() WHERE id = $1 AND state = 'RUNNING' AND owner = $5")
        .execute(Tuple.of(job.id(), after, (long) records, (long) lowered, job.owner()))
        .map(rows -> rows.rowCount() == 1);
  }

  /** Ends it; empty when it is another's. */
  public Uni<Optional<Recompute>> finish(SqlConnection tx, Recompute job, Instant at) {
    return tx.preparedQuery(
            "UPDATE policy_recompute SET state = 'COMPLETED', finished_at = $2"
                + " WHERE id = $1 AND state = 'RUNNING' AND owner = $3 RETURNING *")
        .execute(Tuple.of(job.id(), Columns.utc(at), job.owner()))
        .map(rows -> Columns.first(rows, RecomputeStore::recompute));
  }

  /** Leaves it for later. */
  public Uni<Void> fail(Recompute job, String error) {
    return database
        .data()
        .preparedQuery(
            "UPDATE policy_recompute SET state = 'FAILED', error = $2, heartbeat_at = now()"
                + " WHERE id = $1 AND state = 'RUNNING' AND owner = $3")
        .execute(Tuple.of(job.id(), error, job.owner()))
        .replaceWithVoid();
  }

  private Uni<Optional<Recompute>> one(String statement, Tuple arguments) {
    return database
        .data()
        .preparedQuery(statement)
        .execute(arguments)
        .map(rows -> Columns.first(rows, RecomputeStore::recompute));
  }

  private static Recompute recompute(Row row) {
    return new Recompute(
        row.getLong("id"),
        row.getString("policy"),
        row.getInteger("version"),
        row.getString("calendar"),
        row.getInteger("epoch"),
        Recompute.State.valueOf(row.getString("state")),
        row.getLong("total"),
        row.getLong("done"),
        row.getLong("lowered"),
        row.getUUID("cursor"),
        Columns.instant(row, "started_at"),
        Columns.instant(row, "finished_at"),
        row.getString("error"),
        row.getUUID("owner"));
  }
}
