package io.lethe.subject;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** The advisory locks that order holds and blocks with whoever destroys. */
@ApplicationScoped
public class RestraintLocks {

  private static final int CATEGORY_LOCK = 4701;
  private static final int PLACING_LOCK = 4716;

  /**
   * Held by every batch over a category until it ends, for the category and for its policy; batches
   * do not exclude each other.
   */
  public Uni<Void> shareCategory(SqlConnection connection, String policy, String category) {
    return connection
        .preparedQuery(
            "SELECT pg_advisory_xact_lock_shared($1, hashtext($2)),"
                + " pg_advisory_xact_lock_shared($1, hashtext($3))")
        .execute(Tuple.of(CATEGORY_LOCK, policy, policy + "/" + category))
        .replaceWithVoid();
  }

  /**
   * Waits for every batch over a category to end, and lets none begin; over every category of the
   * policy, also those that another replica alone knows of, when {@code category} is null.
   */
  Uni<Void> exclude(SqlConnection connection, String policy, @Nullable String category) {
    return connection
        .preparedQuery("SELECT pg_advisory_xact_lock($1, hashtext($2))")
        .execute(Tuple.of(CATEGORY_LOCK, category == null ? policy : policy + "/" + category))
        .replaceWithVoid();
  }

  /**
   * Shared by whoever places a hold or a block, before it looks for what it is to cover, until it
   * has committed.
   */
  Uni<Void> placing(SqlConnection connection, String policy) {
    return connection
        .preparedQuery("SELECT pg_advisory_xact_lock_shared($1, hashtext($2))")
        .execute(Tuple.of(PLACING_LOCK, policy))
        .replaceWithVoid();
  }

  /**
   * Keeps every hold and block of the policy, every batch over the category and every rectification
   * in it from beginning, and waits for those under way; for who acts on what he has not locked row
   * by row.
   */
  public Uni<Void> alone(SqlConnection connection, String policy, String category) {
    return connection
        .preparedQuery("SELECT pg_advisory_xact_lock_shared($1, hashtext($2))")
        .execute(Tuple.of(CATEGORY_LOCK, policy))
        .chain(() -> exclude(connection, policy, category))
        .chain(
            () ->
                connection
                    .preparedQuery("SELECT pg_advisory_xact_lock($1, hashtext($2))")
                    .execute(Tuple.of(PLACING_LOCK, policy)))
        .replaceWithVoid();
  }

  /**
   * Keeps every hold and block of the policy from being placed until the transaction ends; what is
   * in force is to be read in a later statement.
   *
   * @return false, and keeps nobody from anything, when one is being placed now: nobody is waited
   *     for
   */
  public Uni<Boolean> stopPlacing(SqlConnection connection, String policy) {
    return connection
        .preparedQuery("SELECT pg_try_advisory_xact_lock($1, hashtext($2)) AS stopped")
        .execute(Tuple.of(PLACING_LOCK, policy))
        .map(rows -> rows.iterator().next().getBoolean("stopped"));
  }
}
