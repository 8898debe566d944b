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
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Ends data keys in a batch's transaction and destroys them after its commit.
 *
 * <p><b>Guarantee</b>: the sweep is idempotent; a crash between the two data sources leaves a
 * pending row that the next sweep takes up.
 */
@ApplicationScoped
public class KeyErasures {

  private static final int BATCHES_PER_SWEEP = 10;

  private final Database database;
  private final KeyStore store;
  private final Clock clock;

  KeyErasures(Database database, KeyStore store, Clock clock) {
    this.database = database;
    this.store = store;
    this.clock = clock;
  }

  /**
   * Marks keys as ended, in the transaction that removed the last record under each.
   *
   * @return what to destroy once it has committed; empty without keys
   */
  public Uni<Optional<Ended>> end(
      SqlConnection connection, String policy, UUID run, List<UUID> keys, Instant at) {
    if (keys.isEmpty()) {
      return Uni.createFrom().item(Optional.empty());
    }
    return connection
        .preparedQuery(
            "INSERT INTO key_erasure (key_ids, policy, run_id, ended_at)"
                + " VALUES ($1, $2, $3, $4) RETURNING id")
        .execute(Tuple.of(keys.toArray(new UUID[0]), policy, run, Columns.utc(at)))
        .map(rows -> Columns.first(rows, row -> new Ended(row.getLong("id"), keys)));
  }

  /** Destroys whatever is pending, also what a killed process left. */
  @Scheduled(
      identity = "key-sweeper",
      every = "{lethe.key-erasure.every}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  public Uni<Void> sweep() {
    return Rounds.of(0, swept -> sweepSome(), swept -> swept == BATCHES_PER_SWEEP)
        .replaceWithVoid();
  }

  private Uni<Integer> sweepSome() {
    return pending().chain(found -> Rounds.each(found, this::destroy).replaceWith(found.size()));
  }

  /** Destroys keys whose end has been committed; what fails is left to the sweep. */
  public Uni<Void> destroy(Ended ended) {
    return store.destroyDataKeys(ended.keys()).chain(() -> destroyed(ended.id()));
  }

  private Uni<List<Ended>> pending() {
    return database
        .data()
        .preparedQuery(
            "SELECT id, key_ids FROM key_erasure WHERE destroyed_at IS NULL AND gate_open()"
                + " ORDER BY ended_at, id LIMIT $1")
        .execute(Tuple.of(BATCHES_PER_SWEEP))
        .map(
            rows -> {
              List<Ended> pending = new ArrayList<>(rows.rowCount());
              for (Row row : rows) {
                pending.add(new Ended(row.getLong("id"), List.of(row.getArrayOfUUIDs("key_ids"))));
              }
              return pending;
            });
  }

  private Uni<Void> destroyed(long id) {
    return database
        .data()
        .preparedQuery(
            "UPDATE key_erasure SET destroyed_at = $2 WHERE id = $1 AND destroyed_at IS NULL")
        .execute(Tuple.of(id, Columns.utc(clock.instant())))
        .replaceWithVoid();
  }

  /**
   * Keys that one batch has ended.
   *
   * @param id of the row that says so
   */
  public record Ended(long id, List<UUID> keys) {}
}
