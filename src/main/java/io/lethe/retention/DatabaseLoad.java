package io.lethe.retention;

import io.lethe.database.Database;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How busy the database is, looked at no more often than it is told.
 *
 * <p>Replicas and the transactions of other users are seen by members of {@code pg_monitor} alone;
 * for others they count as not there.
 */
@ApplicationScoped
class DatabaseLoad {

  private final Database database;
  private final PaceConfig config;
  private final AtomicReference<Optional<Seen>> last = new AtomicReference<>(Optional.empty());

  DatabaseLoad(Database database, PaceConfig config) {
    this.database = database;
    this.config = config;
  }

  /** Whether anything of it is asked for. */
  boolean matters() {
    return config.maxReplicaLag().isPresent()
        || config.maxWalPerSecond().isPresent()
        || config.maxTransactionAge().isPresent();
  }

  /** The load, as it was seen last. */
  Uni<Load> now() {
    Optional<Seen> seen = last.get();
    boolean fresh =
        seen.filter(held -> System.nanoTime() - held.at < config.checkEvery().toNanos())
            .isPresent();
    return fresh
        ? Uni.createFrom().item(seen.get().load)
        : look().invoke(now -> last.set(Optional.of(now))).map(Seen::load);
  }

  private Uni<Seen> look() {
    return database
        .data()
        .query(
            """
            SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint AS wal,
              COALESCE((SELECT extract(epoch FROM max(COALESCE(replay_lag, interval '0')))
                FROM pg_stat_replication), 0)::float8 AS lag,
              COALESCE((SELECT extract(epoch FROM max(now() - xact_start))
                FROM pg_stat_activity WHERE pid <> pg_backend_pid()
                  AND backend_type = 'client backend'), 0)::float8 AS oldest
            """)
        .execute()
        .map(rows -> seen(rows.iterator().next(), System.nanoTime()));
  }

  private Seen seen(Row row, long now) {
    long wal = row.getLong("wal");
    double perSecond =
        last.get()
            .filter(before -> now > before.at)
            .map(before -> (wal - before.wal) * 1e9 / (now - before.at))
            .orElse(0.0);
    return new Seen(
        now,
        wal,
        new Load(
            seconds(row.getDouble("lag")), (long) perSecond, seconds(row.getDouble("oldest"))));
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis((long) (seconds * 1000));
  }

  private record Seen(long at, long wal, Load load) {}

  /**
   * A load.
   *
   * @param replicaLag of the replica that is furthest behind
   * @param walPerSecond bytes
   * @param oldestTransaction age of the oldest one
   */
  record Load(Duration replicaLag, long walPerSecond, Duration oldestTransaction) {}
}
