package io.lethe.retention;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.retention.Batch.RunStopped;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Lets several replicas work on one run: its owner plans, mixes and settles; the others make
 * batches of what is due.
 *
 * <p>Every batch shares an advisory lock of its run. Before its last pass the owner winds the run
 * up: no further batch of another replica begins, and it waits for those under way, which commit
 * and count. What they had locked, and its own claims have skipped without a word, is free by then.
 * That others have worked on a run is never forgotten, whoever takes it over.
 */
@ApplicationScoped
class SharedRuns {

  private static final int RUN_LOCK = 4714;

  private final Database database;
  private final RunStore runs;

  SharedRuns(Database database, RunStore runs) {
    this.database = database;
    this.runs = runs;
  }

  /** Lets others work along on these categories of a run of this replica's. */
  Uni<Void> share(Run run, List<CategoryRef> categories) {
    return database
        .data()
        .preparedQuery(
            "UPDATE retention_run SET shared_policies = $2, shared_categories = $3,"
                + " winding = false"
                + " WHERE id = $1 AND state = 'RUNNING' AND owner = $4 AND NOT closing")
        .execute(
            Tuple.of(
                run.id(),
                Columns.of(categories, CategoryRef::policy, new String[0]),
                Columns.of(categories, CategoryRef::category, new String[0]),
                runs.owner()))
        .invoke(SharedRuns::requireOne)
        .replaceWithVoid();
  }

  /**
   * Ends the work of others on a run, and waits for their last batches.
   *
   * @return whether others had worked along
   */
  Uni<Boolean> windUp(Run run, Duration longest) {
    return database
        .data()
        .preparedQuery(
            "UPDATE retention_run SET winding = true"
                + " WHERE id = $1 AND state = 'RUNNING' AND owner = $2 AND NOT closing"
                + " RETURNING helped")
        .execute(Tuple.of(run.id(), runs.owner()))
        .invoke(SharedRuns::requireOne)
        .map(rows -> rows.iterator().next().getBoolean("helped"))
        .call(
            helped ->
                helped
                    ? database.transaction(longest, tx -> lock(tx, "pg_advisory_xact_lock", run))
                    : Uni.createFrom().voidItem());
  }

  /**
   * Begins a batch: its run is to be worked on by this replica, a run of another one in what that
   * shares, and is not wound up before the transaction has ended.
   *
   * @throws RunStopped when it is not
   */
  Uni<Void> enter(SqlConnection tx, Run run, CategoryRef category) {
    return lock(tx, "pg_advisory_xact_lock_shared", run)
        .chain(
            () ->
                tx.preparedQuery(
                        "SELECT 1 FROM retention_run WHERE id = $1 AND state = 'RUNNING'"
                            + " AND NOT closing AND (owner = $2 OR NOT winding AND EXISTS ("
                            + "SELECT 1 FROM unnest(shared_policies, shared_categories)"
                            + " AS s(policy, category) WHERE s.policy = $3 AND s.category = $4))")
                    .execute(
                        Tuple.of(run.id(), runs.owner(), category.policy(), category.category())))
        .invoke(SharedRuns::requireOne)
        .replaceWithVoid();
  }

  /**
   * A run of another replica that this one may work along on, the oldest.
   *
   * @param but runs that are left out
   * @param scheduled whether those of the schedule are taken
   */
  Uni<Optional<Shared>> join(Set<UUID> but, Duration heartbeatTimeout, boolean scheduled) {
    return database
        .data()
        .preparedQuery(
            """
            UPDATE retention_run SET helped = true
            WHERE id = (
              SELECT id FROM retention_run
              WHERE finished_at IS NULL AND state = 'RUNNING' AND owner <> $1 AND NOT closing
                AND shared_policies IS NOT NULL AND NOT winding AND id <> ALL($2::uuid[])
                AND heartbeat_at > now() - $3 * interval '1 millisecond'
                AND ($4 OR NOT scheduled)
              ORDER BY created_at LIMIT 1)
              AND NOT winding AND NOT closing
            RETURNING *
            """)
        .execute(
            Tuple.of(
                runs.owner(),
                but.toArray(UUID[]::new),
                (double) heartbeatTimeout.toMillis(),
                scheduled))
        .map(rows -> Columns.first(rows, row -> shared(rows, row)));
  }

  private static Shared shared(RowSet<Row> rows, Row row) {
    String[] policies = row.getArrayOfStrings("shared_policies");
    String[] categories = row.getArrayOfStrings("shared_categories");
    List<CategoryRef> refs = new ArrayList<>();
    for (int i = 0; i < policies.length; i++) {
      refs.add(new CategoryRef(policies[i], categories[i]));
    }
    return new Shared(RunRows.list(rows).get(0), refs);
  }

  private static Uni<Void> lock(SqlConnection tx, String how, Run run) {
    return tx.preparedQuery("SELECT " + how + "($1, hashtext($2))::text")
        .execute(Tuple.of(RUN_LOCK, run.id().toString()))
        .replaceWithVoid();
  }

  private static void requireOne(RowSet<Row> rows) {
    if (rows.rowCount() != 1) {
      throw new RunStopped();
    }
  }

  /** A run, and the categories on which others may work along. */
  record Shared(Run run, List<CategoryRef> categories) {}
}
