package io.lethe.key;

import io.lethe.database.Database;
import io.lethe.database.Rounds;
import io.lethe.problem.Redacted;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Keeps this replica's rings up to date and says which it has, in the database's time.
 *
 * <p>A replica that falls silent is not waited for: when it comes back, the epoch keeps it from
 * writing and searching under what it has.
 */
@ApplicationScoped
class KeyReplicas {

  private static final Logger LOG = Logger.getLogger(KeyReplicas.class);

  private final Database database;
  private final KeyRings rings;
  private final KeyEpochs epochs;
  private final KeyRingsConfig config;
  private final UUID replica = UUID.randomUUID();

  KeyReplicas(Database database, KeyRings rings, KeyEpochs epochs, KeyRingsConfig config) {
    this.database = database;
    this.rings = rings;
    this.epochs = epochs;
    this.config = config;
  }

  @Scheduled(
      identity = "key-refresh",
      every = "{lethe.key-rings.refresh-every}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> refresh() {
    return epochs
        .generations()
        .map(this::outdated)
        .chain(policies -> Rounds.each(policies, this::reload))
        .chain(this::report)
        .invoke(rings::wipe);
  }

  private Set<String> outdated(Map<String, Long> generations) {
    Set<String> policies = new TreeSet<>(rings.ageing());
    rings
        .generations()
        .forEach(
            (policy, generation) -> {
              if (generations.getOrDefault(policy, generation) > generation) {
                policies.add(policy);
              }
            });
    return policies;
  }

  /** What fails is tried again the next time; the rings in memory serve until they expire. */
  private Uni<Void> reload(String policy) {
    return rings
        .reload(policy)
        .replaceWithVoid()
        .onFailure()
        .invoke(
            failure ->
                LOG.errorf(
                    Redacted.of(failure), "the key rings of %s could not be read again", policy))
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Void> report() {
    JsonObject generations = new JsonObject();
    rings.generations().forEach(generations::put);
    return database
        .data()
        .preparedQuery(
            """
            WITH silent AS (DELETE FROM key_replica WHERE seen_at < now() - interval '1 day')
            INSERT INTO key_replica (replica, generations, seen_at) VALUES ($1, $2, now())
            ON CONFLICT (replica)
              DO UPDATE SET generations = EXCLUDED.generations, seen_at = EXCLUDED.seen_at
            """)
        .execute(Tuple.of(replica, generations))
        .replaceWithVoid();
  }

  /** Whether every replica that is heard of has a policy's rings as of a generation. */
  Uni<Boolean> haveAll(String policy, long generation) {
    Duration timeout = config.replicaTimeout();
    return database
        .data()
        .preparedQuery(
            """
            SELECT NOT EXISTS (
              SELECT 1 FROM key_replica
              WHERE seen_at > now() - $3 * interval '1 millisecond' AND generations ? $1
                AND (generations ->> $1)::bigint < $2) AS all_have
            """)
        .execute(Tuple.of(policy, generation, (double) timeout.toMillis()))
        .map(rows -> rows.iterator().next().getBoolean("all_have"));
  }
}
