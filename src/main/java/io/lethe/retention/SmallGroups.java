package io.lethe.retention;

import io.lethe.database.Database;
import io.lethe.database.Rounds;
import io.lethe.gate.Gate;
import io.lethe.subject.RestraintLocks;
import io.lethe.subject.RestraintStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * Finds groups of depersonalized data that have become too small without a row being destroyed
 * here: a restore has brought back what had been thinned, or a policy asks for greater ones.
 *
 * <p>It looks through a category once, and again when the database has been opened since: each look
 * reads all of its rows.
 */
@ApplicationScoped
class SmallGroups {

  /** Groups that are thinned in one transaction. */
  private static final int SLICE = 500;

  private final Database database;
  private final DepersonalizedStore store;
  private final RestraintStore restraints;
  private final RestraintLocks locks;
  private final Gate gate;
  private final Duration timeout;
  private final Map<Looked, Long> looked = new ConcurrentHashMap<>();

  SmallGroups(
      Database database,
      DepersonalizedStore store,
      RestraintStore restraints,
      RestraintLocks locks,
      Gate gate,
      RetentionConfig config) {
    this.database = database;
    this.store = store;
    this.restraints = restraints;
    this.locks = locks;
    this.gate = gate;
    this.timeout = config.batchTimeout();
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
    return free(database.data(), category, cutoff)
        .chain(
            free ->
                free
                    ? store
                        .small(category, k)
                        .chain(
                            groups -> Rounds.each(slices(groups), some -> thin(look, some, cutoff)))
                        .invoke(() -> looked.put(look, now))
                    : Uni.createFrom().voidItem());
  }

  private static List<Set<String>> slices(Set<String> groups) {
    List<String> all = List.copyOf(groups);
    return IntStream.iterate(0, from -> from < all.size(), from -> from + SLICE)
        .mapToObj(from -> Set.copyOf(all.subList(from, Math.min(all.size(), from + SLICE))))
        .toList();
  }

  private Uni<Void> thin(Looked look, Set<String> groups, Instant cutoff) {
    CategoryRef category = look.category();
    return database.transaction(
        timeout,
        tx ->
            locks
                .shareCategory(tx, category.policy(), category.category())
                .chain(() -> Mixer.exclusive(tx))
                .chain(() -> free(tx, category, cutoff))
                .chain(
                    free ->
                        free
                            ? store.thin(tx, category, groups, look.k())
                            : Uni.createFrom().voidItem()));
  }

  /** Whether nothing keeps the whole category as it is. */
  Uni<Boolean> free(SqlClient client, CategoryRef category, Instant cutoff) {
    return restraints
        .inForce(client, category.policy(), category.category(), List.of(), cutoff)
        .map(inForce -> inForce.everybody().isEmpty());
  }

  private record Looked(CategoryRef category, int k) {}
}
