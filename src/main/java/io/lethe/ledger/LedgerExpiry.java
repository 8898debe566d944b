package io.lethe.ledger;

import io.lethe.database.Database;
import io.lethe.database.Rounds;
import io.lethe.time.TrustedTime;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Erases what entries say when its term is over: content and salt, after which the commitment tells
 * nothing. Proofs stay valid.
 */
@ApplicationScoped
public class LedgerExpiry {

  private static final int AT_ONCE = 1_000;

  private final Database database;
  private final LedgerStore store;
  private final LedgerConfig config;
  private final TrustedTime time;

  LedgerExpiry(Database database, LedgerStore store, LedgerConfig config, TrustedTime time) {
    this.database = database;
    this.store = store;
    this.config = config;
    this.time = time;
  }

  /** Erases on its own schedule, whether or not the retention scheduler is on. */
  @Scheduled(
      identity = "ledger-expiry",
      every = "{lethe.ledger.erase-every}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> tick() {
    return erase();
  }

  /**
   * Erases all that is due by the time that service and database agree on: nothing brings it back.
   */
  public Uni<Void> erase() {
    return database
        .now()
        .map(now -> time.cutoff(now).minus(config.contentKept()))
        .chain(
            before ->
                Rounds.of(
                    0,
                    any -> database.transaction(tx -> store.erase(tx, before, AT_ONCE)),
                    count -> count == AT_ONCE))
        .replaceWithVoid();
  }
}
