package io.lethe.act;

import io.lethe.act.ActExpiryStore.DestroyedAct;
import io.lethe.database.Database;
import io.lethe.database.Rounds;
import io.lethe.ledger.LedgerStore;
import io.lethe.time.TrustedTime;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Destroys acts when their own term is over, each with its event log and its media.
 *
 * <p><b>Guarantee</b>: none before the day after its term has ended, by the time that the service
 * and the database both have reached. An act goes in one transaction, and its event log in bounded
 * ones that go on where a kill has left them; the ledger has one entry for each, when all of it is
 * gone. Replicas share the work by locks.
 *
 * <p><b>Source</b>: Roskomnadzor order 179 of 28.10.2022, point 7.
 */
@ApplicationScoped
public class ActExpiry {

  private static final Logger LOG = Logger.getLogger(ActExpiry.class);
  private static final int AT_ONCE = 5_000;

  /** As long as the cut-offs of runs may be apart, where nobody has set it otherwise. */
  private static final Duration CLOCK_JUMP = Duration.ofDays(7);

  private static final Duration SPARE_DAY = Duration.ofDays(1);

  private final Database database;
  private final ActExpiryStore store;
  private final RunCutoffs cutoffs;
  private final LedgerStore ledger;
  private final TrustedTime time;
  private final ActConfig config;
  private final Clock clock;

  ActExpiry(
      Database database,
      ActExpiryStore store,
      RunCutoffs cutoffs,
      LedgerStore ledger,
      TrustedTime time,
      ActConfig config,
      Clock clock) {
    this.database = database;
    this.store = store;
    this.cutoffs = cutoffs;
    this.ledger = ledger;
    this.time = time;
    this.config = config;
    this.clock = clock;
  }

  /** Destroys on its own schedule, whether or not the retention scheduler is on. */
  @Scheduled(
      identity = "act-expiry",
      every = "{lethe.acts.destroy-every}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> tick() {
    return destroy();
  }

  /** Destroys all whose term is over now, and what was left of others. */
  public Uni<Void> destroy() {
    return empty()
        .chain(database::now)
        .map(time::cutoff)
        .chain(
            cutoff ->
                jumps(cutoff)
                    .chain(jumps -> jumps ? Uni.createFrom().voidItem() : takeAll(cutoff)));
  }

  /** No run has come near this time: a clock may be wrong, on the database's machine as well. */
  private Uni<Boolean> jumps(Instant cutoff) {
    return time.movable()
        ? Uni.createFrom().item(false)
        : cutoffs
            .last()
            .map(
                last -> last.filter(before -> before.plus(CLOCK_JUMP).isBefore(cutoff)).isPresent())
            .invoke(
                jumps -> {
                  if (jumps) {
                    LOG.warnf(
                        "no act is destroyed by %s, which is more than %s later than the cut-off of"
                            + " every run",
                        cutoff, CLOCK_JUMP);
                  }
                });
  }

  private Uni<Void> takeAll(Instant cutoff) {
    return Rounds.of(
            true,
            before ->
                database
                    .transaction(tx -> take(tx, cutoff))
                    .call(taken -> taken ? empty() : Uni.createFrom().voidItem()),
            taken -> taken)
        .replaceWithVoid();
  }

  private Uni<Boolean> take(SqlConnection tx, Instant cutoff) {
    Instant before = cutoff.minus(config.kept()).minus(SPARE_DAY);
    return store.take(tx, before, cutoff, now()).map(act -> act.isPresent());
  }

  /** Deletes event logs of destroyed acts, a part at a time. */
  private Uni<Void> empty() {
    return Rounds.of(true, before -> database.transaction(this::part), someLeft -> someLeft)
        .replaceWithVoid();
  }

  /** Whether there may be more. */
  private Uni<Boolean> part(SqlConnection tx) {
    return store
        .unemptied(tx)
        .chain(
            act ->
                act.isEmpty()
                    ? Uni.createFrom().item(false)
                    : part(tx, act.get()).replaceWith(true));
  }

  private Uni<Void> part(SqlConnection tx, DestroyedAct act) {
    return store
        .lines(tx, act, AT_ONCE)
        .chain(
            lines ->
                lines >= AT_ONCE ? Uni.createFrom().item(AT_ONCE) : store.persons(tx, act, AT_ONCE))
        .chain(
            last ->
                last >= AT_ONCE
                    ? Uni.createFrom().voidItem()
                    : store.rest(tx, act).chain(() -> note(tx, act)));
  }

  private Uni<Void> note(SqlConnection tx, DestroyedAct act) {
    return ledger.append(
        tx,
        "act.destroyed",
        now(),
        Map.of(
            "act", act.id().toString(),
            "run", act.run().toString(),
            "policy", act.policy(),
            "hash", act.hash(),
            "lines", act.lines()));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
