package io.lethe.retention;

import io.lethe.database.Database;
import io.lethe.database.Ids;
import io.lethe.database.Rounds;
import io.lethe.ledger.LedgerStore;
import io.lethe.policy.PolicyEpochs;
import io.lethe.policy.PolicyLoader;
import io.lethe.retention.SweepStore.Sweep;
import io.lethe.retention.SweepStore.Swept;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Works out the due date of every record anew, and alarms where the stored one is later than the
 * truth, or missing: no run would ever have acted on that record in time.
 *
 * <p>It goes through the records window by window, each a short transaction, and rests between two
 * of them for several times as long as one took. What looks late is worked out again under the
 * locks that whatever moves a clock takes, so that nothing is reported that is only under way.
 *
 * <p><b>Guarantee</b>: it only ever lowers. A stored date that is earlier than the truth is as it
 * should be: activity writes no record.
 */
@ApplicationScoped
class DueDateSweep {

  private static final Logger LOG = Logger.getLogger(DueDateSweep.class);
  private static final int WINDOW = 2_000;
  private static final int RESTS = 4;
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final Database database;
  private final PolicyLoader loader;
  private final PolicyEpochs epochs;
  private final SweepStore store;
  private final DueDates dates;
  private final LedgerStore ledger;
  private final SweepMetrics metrics;
  private final Clock clock;
  private final Duration every;

  DueDateSweep(
      Database database,
      PolicyLoader loader,
      PolicyEpochs epochs,
      SweepStore store,
      DueDates dates,
      LedgerStore ledger,
      SweepMetrics metrics,
      Clock clock,
      RetentionConfig config) {
    this.database = database;
    this.loader = loader;
    this.epochs = epochs;
    this.store = store;
    this.dates = dates;
    this.ledger = ledger;
    this.metrics = metrics;
    this.clock = clock;
    this.every = config.sweepEvery();
  }

  /** Goes on with the sweep that is under way, or begins one when it is time. */
  Uni<Void> work() {
    return store
        .read(database.data(), every)
        .invoke(sweep -> metrics.finished(sweep.finishedAt()))
        .chain(
            sweep ->
                sweep.isOn() ? loader.refresh().chain(this::windows) : Uni.createFrom().voidItem());
  }

  private Uni<Void> windows() {
    return Rounds.of(true, before -> timed(), more -> more).replaceWithVoid();
  }

  /** A window, and a rest that leaves the database to others; false after the last window. */
  private Uni<Boolean> timed() {
    long began = System.nanoTime();
    return epochs
        .current(() -> database.transaction(LONGEST, this::window))
        .invoke(found -> found.late().forEach(this::alarm))
        .call(
            found -> {
              Duration rest = Duration.ofNanos((System.nanoTime() - began) * RESTS);
              return found.more()
                  ? Uni.createFrom().voidItem().onItem().delayIt().by(rest)
                  : Uni.createFrom().voidItem();
            })
        .map(Found::more);
  }

  private void alarm(CategoryRef category, long records) {
    metrics.late(category, records);
    LOG.warnf(
        "the due date of %d records of %s/%s was later than the truth, or missing; it is lowered",
        records, category.policy(), category.category());
  }

  /** One replica at a time; who finds another one at it leaves it to that one. */
  private Uni<Found> window(SqlConnection tx) {
    return store
        .lead(tx)
        .chain(
            leads ->
                leads
                    ? store
                        .read(tx, every)
                        .chain(sweep -> sweep.isOn() ? window(tx, sweep) : none())
                    : none());
  }

  private static Uni<Found> none() {
    return Uni.createFrom().item(new Found(Map.of(), false));
  }

  private Uni<Found> window(SqlConnection tx, Sweep sweep) {
    UUID after = sweep.cursor().orElseGet(() -> Ids.before(0));
    return store
        .window(tx, after, WINDOW)
        .chain(window -> dates.correct(tx, window).chain(late -> advance(tx, after, window, late)));
  }

  private Uni<Found> advance(
      SqlConnection tx, UUID after, List<Swept> window, Map<CategoryRef, Long> late) {
    Optional<UUID> next =
        window.size() == WINDOW
            ? Optional.of(window.get(WINDOW - 1).id())
            : Optional.of(Ids.bucket(after) + 1)
                .filter(bucket -> bucket < Ids.BUCKETS)
                .map(Ids::before);
    long found = late.values().stream().mapToLong(Long::longValue).sum();
    return store
        .advance(tx, next, window.size(), found)
        .chain(sweep -> next.isPresent() ? Uni.createFrom().voidItem() : ended(tx, sweep))
        .replaceWith(new Found(late, next.isPresent()));
  }

  private Uni<Void> ended(SqlConnection tx, Sweep sweep) {
    metrics.finished(sweep.finishedAt());
    return sweep.records() == 0
        ? Uni.createFrom().voidItem()
        : ledger.append(
            tx, "retention.swept", now(), Map.of("records", sweep.records(), "late", sweep.late()));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  /**
   * What came of a window.
   *
   * @param late how many records were lowered, by category
   * @param more whether there is another window
   */
  private record Found(Map<CategoryRef, Long> late, boolean more) {}
}
