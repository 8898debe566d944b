package io.lethe.ledger;

import io.lethe.database.Database;
import io.lethe.database.Rounds;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

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
  private final Clock clock;

  LedgerExpiry(Database database, LedgerStore store, LedgerConfig config, Clock clock) {
    this.database = database;
    this.store = store;
    this.config = config;
    this.clock = clock;
  }

  /** Erases on its own schedule, whether or not the retention scheduler is on. */
  @Scheduled(
      identity = "ledger-expiry",
      every = "{lethe.ledger.erase-every}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> tick() {
    return erase();
  }

  /** Erases all that is due now. */
  public Uni<Void> erase() {
    return Rounds.of(
            0,
            before ->
                database.transaction(
                    tx -> store.erase(tx, clock.instant().minus(config.contentKept()), AT_ONCE)),
            count -> count == AT_ONCE)
        .replaceWithVoid();
  }
}
