package io.lethe.retention;

import io.lethe.database.Database;
import io.lethe.gate.Gate;
import io.lethe.subject.RestraintLocks;
import io.lethe.subject.RestraintStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds groups of depersonalized data that have become too small without a row being destroyed
 * here: a restore has brought back what had been thinned, or a policy asks for greater ones.
 *
 * <p>It looks through a category once, and again when the database has been opened since: each look
 * reads all of its rows.
 */
@ApplicationScoped
class SmallGroups {

  private final Database database;
  private final DepersonalizedStore store;
  private final RestraintStore restraints;
  private final RestraintLocks locks;
  private final Gate gate;
  private final Map<Looked, Long> looked = new ConcurrentHashMap<>();

  SmallGroups(
      Database database,
      DepersonalizedStore store,
      RestraintStore restraints,
      RestraintLocks locks,
      Gate gate) {
    this.database = database;
    this.store = store;
    this.restraints = restraints;
    this.locks = locks;
    this.gate = gate;
  }

  /**
   * Takes the quasi-identifiers of groups of fewer than {@code k} people, unless something keeps
   * the whole category as it is.
   */
  Uni<Void> thin(CategoryRef category, int k, Instant cutoff) {
    Looked look = new Looked(category, k);
    long now = System.nanoTime();
    Long before = looked.get(look);
    if (before != null && gate.status().since().toNanos() > now - before) {
      return Uni.createFrom().voidItem();
    }
    return store
        .small(category, k)
        .chain(
            groups ->
                groups.isEmpty() ? Uni.createFrom().item(true) : thin(category, groups, k, cutoff))
        .invoke(
            done -> {
              if (done) {
                looked.put(look, now);
              }
            })
        .replaceWithVoid();
  }

  private Uni<Boolean> thin(CategoryRef category, Set<String> groups, int k, Instant cutoff) {
    return database.transaction(
        tx ->
            locks
                .shareCategory(tx, category.policy(), category.category())
                .chain(() -> Mixer.exclusive(tx))
                .chain(() -> free(tx, category, cutoff))
                .call(
                    free ->
                        free ? store.thin(tx, category, groups, k) : Uni.createFrom().voidItem()));
  }

  /** Whether nothing keeps the whole category as it is. */
  Uni<Boolean> free(SqlClient client, CategoryRef category, Instant cutoff) {
    return restraints
        .inForce(client, category.policy(), category.category(), List.of(), cutoff)
        .map(inForce -> inForce.everybody().isEmpty());
  }

  private record Looked(CategoryRef category, int k) {}
}
