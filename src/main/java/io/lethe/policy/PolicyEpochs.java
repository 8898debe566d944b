package io.lethe.policy;

import io.lethe.database.Database;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.time.Calendars;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;

/**
 * The epochs of policies: how often another version has come to be active, and how often a calendar
 * has been added to.
 *
 * <p>Whatever writes a due date holds the epoch that this replica knows. The lock has the epoch's
 * number in its name, so that nobody waits for an activation: it commits beside the writers, and
 * the recomputation that follows waits for those of the epochs before.
 *
 * <p><b>Guarantee</b>: a due date that was worked out without a version commits before the
 * recomputation of that version begins to read, or not at all.
 */
@ApplicationScoped
public class PolicyEpochs {

  private static final int EPOCH_LOCK = 4710;
  private static final int ATTEMPTS = 5;

  private final Database database;
  private final PolicyCatalog policies;
  private final Calendars calendars;
  private final PolicyLoader loader;

  PolicyEpochs(
      Database database, PolicyCatalog policies, Calendars calendars, PolicyLoader loader) {
    this.database = database;
    this.policies = policies;
    this.calendars = calendars;
    this.loader = loader;
  }

  /**
   * Keeps the epoch that this replica knows until the transaction ends; to be called before
   * anything is locked or worked out.
   *
   * <p><b>Errors</b>: {@link StalePolicy}, which {@link #current} answers.
   */
  public Uni<Void> hold(SqlConnection tx, String policy) {
    return Uni.createFrom().deferred(() -> hold(tx, policy, known(policy)));
  }

  /**
   * The same for the epoch by which something was worked out before the transaction began: this
   * replica may have come to know a later one meanwhile, and the database be at that.
   *
   * @param known the epoch before anything was worked out
   */
  public Uni<Void> hold(SqlConnection tx, String policy, int known) {
    return tx.preparedQuery("SELECT policy_epoch_shared($1, $2) AS epoch")
        .execute(Tuple.of(policy, known))
        .invoke(
            rows -> {
              if (rows.iterator().next().getInteger("epoch") != known) {
                throw new StalePolicy();
              }
            })
        .replaceWithVoid();
  }

  /** The epoch that this replica knows. */
  public int known(String policy) {
    return policies.history(policy).size() + calendars.epoch();
  }

  /**
   * Whether no transaction is left that holds an epoch before this one; whoever takes such a one
   * later is refused.
   */
  public Uni<Boolean> over(String policy, int epoch) {
    return database
        .data()
        .preparedQuery(
            "SELECT bool_and(pg_try_advisory_xact_lock($1, hashtext($2 || '/' || before))) AS over"
                + " FROM generate_series(0, $3 - 1) AS before")
        .execute(Tuple.of(EPOCH_LOCK, policy, epoch))
        .map(rows -> rows.iterator().next().getBoolean("over"));
  }

  /**
   * Does something by the versions that are in force; it calls {@link #hold} in its transaction and
   * is repeated when another version has come to be active.
   */
  public <T> Uni<T> current(Supplier<Uni<T>> work) {
    return attempt(work, 1);
  }

  private <T> Uni<T> attempt(Supplier<Uni<T>> work, int attempt) {
    Uni<T> once = Uni.createFrom().deferred(work::get);
    return attempt == ATTEMPTS
        ? once.onFailure(StalePolicy.class)
            .transform(
                stale ->
                    new ServiceException(
                        ErrorCode.UNAVAILABLE, "the policy's versions kept changing; try again"))
        : once.onFailure(StalePolicy.class)
            .recoverWithUni(() -> loader.refresh().chain(() -> attempt(work, attempt + 1)));
  }
}
