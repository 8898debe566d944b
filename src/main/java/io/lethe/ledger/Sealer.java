package io.lethe.ledger;

import io.lethe.database.Database;
import io.lethe.database.Rounds;
import io.lethe.ledger.LedgerStore.Checkpoint;
import io.lethe.metric.Gauges;
import io.lethe.metric.Gauges.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Gives every committed entry its index and publishes the tree.
 *
 * <p><b>Guarantee</b>: one sealer works at a time over all replicas; it takes whatever has no
 * index, so that the entry of a slow transaction is sealed late and never skipped; acting never
 * waits for it.
 */
@ApplicationScoped
public class Sealer {

  private static final int ENTRIES_PER_SEALING = 5_000;
  private static final Gauge UNSEALED = Gauge.of("lethe.ledger.oldest.unsealed.seconds");

  private final Database database;
  private final LedgerStore store;
  private final TileBuilder tiles;
  private final Checkpoints checkpoints;
  private final Clock clock;
  private final Gauges gauges;

  Sealer(
      Database database,
      LedgerStore store,
      TileBuilder tiles,
      Checkpoints checkpoints,
      Clock clock,
      MeterRegistry registry) {
    this.database = database;
    this.store = store;
    this.tiles = tiles;
    this.checkpoints = checkpoints;
    this.clock = clock;
    this.gauges = new Gauges(registry);
    gauges.declare(UNSEALED);
  }

  /** Seals on its own schedule, whether or not the retention scheduler is on. */
  @Scheduled(
      identity = "sealer",
      every = "{lethe.ledger.seal-every}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> tick() {
    return seal().onItemOrFailure().call(this::measure);
  }

  /** An entry that stays unsealed is one that nobody outside can be shown. */
  private Uni<Void> measure() {
    return store
        .oldestUnsealed()
        .invoke(
            oldest ->
                gauges.set(
                    UNSEALED,
                    oldest
                        .map(at -> Math.max(0, Duration.between(at, clock.instant()).toSeconds()))
                        .orElse(0L)))
        .replaceWithVoid();
  }

  /** Seals everything that is committed now. */
  public Uni<Void> seal() {
    return Rounds.of(
            0,
            before -> database.transaction(this::sealSome),
            count -> count == ENTRIES_PER_SEALING)
        .replaceWithVoid();
  }

  private Uni<Integer> sealSome(SqlConnection connection) {
    return store
        .lead(connection)
        .chain(leads -> leads ? extend(connection) : Uni.createFrom().item(0));
  }

  private Uni<Integer> extend(SqlConnection connection) {
    return store
        .unsealed(connection, ENTRIES_PER_SEALING)
        .chain(
            entries ->
                store
                    .newest(connection)
                    .chain(newest -> extend(connection, newest, entries))
                    .replaceWith(entries.size()));
  }

  private Uni<Void> extend(
      SqlConnection connection, Optional<Checkpoint> newest, List<Row> entries) {
    if (entries.isEmpty() && newest.isPresent()) {
      return Uni.createFrom().voidItem();
    }
    return newest
        .map(checkpoints::resume)
        .orElseGet(() -> Uni.createFrom().item(new MerkleFrontier()))
        .chain(tree -> append(connection, tree, entries));
  }

  private Uni<Void> append(SqlConnection connection, MerkleFrontier tree, List<Row> entries) {
    long first = tree.size();
    Long[] ids = entries.stream().map(row -> row.getLong("id")).toArray(Long[]::new);
    entries.forEach(
        row -> tree.append(MerkleFrontier.leaf(row.getBuffer("commitment").getBytes())));
    return store
        .seal(connection, ids, first)
        .chain(() -> tiles.build(connection, tree.size()))
        .chain(() -> checkpoints.sign(tree, clock.instant()))
        .chain(checkpoint -> store.checkpoint(connection, checkpoint));
  }
}
