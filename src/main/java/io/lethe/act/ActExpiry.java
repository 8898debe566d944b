package io.lethe.act;

import io.lethe.act.ActExpiryStore.DestroyedAct;
import io.lethe.database.Database;
import io.lethe.database.Rounds;
import io.lethe.ledger.LedgerStore;
import io.lethe.subject.RestraintLocks;
import io.lethe.time.TrustedTime;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Destroys acts when their own term is over, each with its event log and its media.
 *
 * <p><b>Guarantee</b>: none before the day after its term has ended, by the time that the service
 * and the database both have reached, and none that a hold is over which was answered before. An
 * act goes in one transaction, under the lock that keeps holds of its policy from being placed;
 * from then on nothing shows any of it. Its event log is removed in bounded transactions that go on
 * where a kill has left them; the ledger has one entry for each, when all of it is gone. Replicas
 * share the work by locks.
 *
 * <p><b>Source</b>: Roskomnadzor order 179 of 28.10.2022, point 7.
 */
@ApplicationScoped
public class ActExpiry {

  private static final Logger LOG = Logger.getLogger(ActExpiry.class);
  private static final int ACTS_AT_ONCE = 1_000;
  private static final int LINES_AT_ONCE = 5_000;
  private static final Duration SPARE_DAY = Duration.ofDays(1);
  private static final UUID FIRST = new UUID(0, 0);
  private static final UUID LAST = new UUID(-1, -1);

  private final Database database;
  private final ActExpiryStore store;
  private final GoingLogStore logs;
  private final RestraintLocks locks;
  private final CutoffBrake brake;
  private final LedgerStore ledger;
  private final TrustedTime time;
  private final ActConfig config;
  private final Clock clock;

  ActExpiry(
      Database database,
      ActExpiryStore store,
      GoingLogStore logs,
      RestraintLocks locks,
      CutoffBrake brake,
      LedgerStore ledger,
      TrustedTime time,
      ActConfig config,
      Clock clock) {
    this.database = database;
    this.store = store;
    this.logs = logs;
    this.locks = locks;
    this.brake = brake;
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

  /**
   * Destroys all whose term is over now, and what was left of others; what somebody adds to, or
   * under whose policy a hold is being placed, is left to the next time.
   */
  public Uni<Void> destroy() {
    return empty()
        .chain(database::now)
        .map(time::cutoff)
        .chain(cutoff -> brake.stops(cutoff).chain(why -> takeAll(cutoff, why)));
  }

  private Uni<Void> takeAll(Instant cutoff, Optional<String> stopped) {
    if (stopped.isPresent()) {
      LOG.warnf("no act is destroyed: %s", stopped.get());
      return Uni.createFrom().voidItem();
    }
    Instant before = cutoff.minus(config.kept()).minus(SPARE_DAY);
    return Rounds.of(true, again -> takeSome(before, cutoff), again -> again).replaceWithVoid();
  }

  /** Whether there may be more. */
  private Uni<Boolean> takeSome(Instant before, Instant cutoff) {
    return store
        .due(before, cutoff, ACTS_AT_ONCE)
        .chain(
            due ->
                Multi.createFrom()
                    .iterable(due)
                    .onItem()
                    .transformToUniAndConcatenate(act -> takeOne(act, before, cutoff))
                    .collect()
                    .asList()
                    .map(taken -> due.size() == ACTS_AT_ONCE && taken.contains(true)));
  }

  private Uni<Boolean> takeOne(UUID act, Instant before, Instant cutoff) {
    return database
        .transactionByKeys(tx -> take(tx, act, before, cutoff))
        .call(taken -> taken ? empty() : Uni.createFrom().voidItem());
  }

  /** What keeps it is read when nobody can add to it any more, in a later statement. */
  private Uni<Boolean> take(SqlConnection tx, UUID act, Instant before, Instant cutoff) {
    return store
        .lock(tx, act)
        .chain(
            policy ->
                policy.isPresent()
                    ? locks.stopPlacing(tx, policy.get())
                    : Uni.createFrom().item(false))
        .chain(mine -> mine ? store.isDue(tx, act, before, cutoff) : Uni.createFrom().item(false))
        .call(due -> due ? store.take(tx, act, now()) : Uni.createFrom().voidItem());
  }

  /** Deletes event logs of destroyed acts, a part at a time. */
  private Uni<Void> empty() {
    return Rounds.of(
            Optional.<Part>empty(),
            before -> database.transactionByKeys(tx -> part(tx, before)),
            Optional::isPresent)
        .replaceWithVoid();
  }

  /** Where to go on; empty when nothing is left. */
  private Uni<Optional<Part>> part(SqlConnection tx, Optional<Part> before) {
    return logs.unemptied(tx)
        .chain(
            act ->
                act.isEmpty()
                    ? Uni.createFrom().item(Optional.<Part>empty())
                    : part(tx, act.get(), from(act.get(), before)).map(Optional::of));
  }

  /** Another replica may have had the act meanwhile, and this one another. */
  private static UUID from(DestroyedAct act, Optional<Part> before) {
    return before.filter(part -> part.act().equals(act.id())).map(Part::from).orElse(FIRST);
  }

  private Uni<Part> part(SqlConnection tx, DestroyedAct act, UUID from) {
    return logs.lines(tx, act, from, LINES_AT_ONCE)
        .chain(
            last ->
                last.isPresent()
                    ? Uni.createFrom().item(last.get())
                    : persons(tx, act).replaceWith(LAST))
        .map(last -> new Part(act.id(), last));
  }

  private Uni<Void> persons(SqlConnection tx, DestroyedAct act) {
    return logs.persons(tx, act, LINES_AT_ONCE)
        .chain(
            count ->
                count < LINES_AT_ONCE
                    ? logs.rest(tx, act).chain(() -> note(tx, act))
                    : Uni.createFrom().voidItem());
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

  /**
   * How far an event log has gone.
   *
   * @param from the record to go on with
   */
  private record Part(UUID act, UUID from) {}
}
