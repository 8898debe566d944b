package io.lethe.key;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.database.Rounds;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * Ends data keys in a batch's transaction and destroys them after its commit.
 *
 * <p><b>Guarantee</b>: the sweep is idempotent; a crash between the two data sources leaves a
 * pending row that the next sweep takes up.
 */
@ApplicationScoped
public class KeyErasures {

  private static final int KEYS_PER_SWEEP = 5_000;

  private final Database database;
  private final KeyStore store;
  private final Clock clock;

  KeyErasures(Database database, KeyStore store, Clock clock) {
    this.database = database;
    this.store = store;
    this.clock = clock;
  }

  /** Marks keys as ended, in the transaction that removed the last record under each. */
  public Uni<Void> end(
      SqlConnection connection, String policy, UUID run, Collection<UUID> keys, Instant at) {
    if (keys.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return connection
        .preparedQuery(
            "INSERT INTO key_erasure (key_id, policy, run_id, ended_at)"
                + " SELECT k, $2, $3, $4 FROM unnest($1::uuid[]) AS k")
        .execute(Tuple.of(keys.toArray(new UUID[0]), policy, run, Columns.utc(at)))
        .replaceWithVoid();
  }

  /** Destroys whatever is pending, also what a killed process left. */
  @Scheduled(
      identity = "key-sweeper",
      every = "{lethe.key-erasure.every}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  public Uni<Void> sweep() {
    return Rounds.of(0, swept -> sweepSome(), swept -> swept == KEYS_PER_SWEEP).replaceWithVoid();
  }

  private Uni<Integer> sweepSome() {
    return pending()
        .chain(
            ids -> ids.isEmpty() ? Uni.createFrom().item(0) : destroy(ids).replaceWith(ids.size()));
  }

  /** Destroys keys whose end has been committed; what fails is left to the sweep. */
  public Uni<Void> destroy(Collection<UUID> ids) {
    return ids.isEmpty()
        ? Uni.createFrom().voidItem()
        : store.destroyDataKeys(ids).chain(() -> destroyed(ids));
  }

  private Uni<List<UUID>> pending() {
    return database
        .data()
        .preparedQuery(
            "SELECT key_id FROM key_erasure WHERE destroyed_at IS NULL ORDER BY ended_at LIMIT $1")
        .execute(Tuple.of(KEYS_PER_SWEEP))
        .map(
            rows -> {
              List<UUID> ids = new ArrayList<>(rows.rowCount());
              for (Row row : rows) {
                ids.add(row.getUUID("key_id"));
              }
              return ids;
            });
  }

  private Uni<Void> destroyed(Collection<UUID> ids) {
    return database
        .data()
        .preparedQuery(
            "UPDATE key_erasure SET destroyed_at = $2"
                + " WHERE key_id = ANY($1::uuid[]) AND destroyed_at IS NULL")
        .execute(Tuple.of(ids.toArray(new UUID[0]), Columns.utc(clock.instant())))
        .replaceWithVoid();
  }
}
