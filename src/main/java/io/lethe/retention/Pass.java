package io.lethe.retention;

import io.lethe.problem.Outage;
import io.lethe.problem.Redacted;
import io.lethe.retention.Batch.RunStopped;
import io.lethe.retention.DueStore.DueBucket;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * A pass over everything that is due: finds the units, works through them with several workers, and
 * passes again after a pass that acted or met busy rows: a claim skips rows that others have locked
 * without a word.
 */
@ApplicationScoped
class Pass {

  private static final int MOST_PASSES = 3;

  /** How long the last pass is made again while rows are busy. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Logger LOG = Logger.getLogger(Pass.class);

  /** The batches that it waits for have ended by then, and before its own wait does. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  /** What was counted so long ago is not counted again. */
  private static final Duration SOON = Duration.ofSeconds(1);

  private final DueStore due;
  private final Drainer drainer;
  private final TablePass tables;
  private final SharedRuns shared;
  private final Spreading spreading;
  private final RetentionConfig config;
  private final BrakesConfig brakes;
  private final Pace pace;

  Pass(
      DueStore due,
      Drainer drainer,
      TablePass tables,
      SharedRuns shared,
      Spreading spreading,
      RetentionConfig config,
      BrakesConfig brakes,
      Pace pace) {
    this.tables = tables;
    this.shared = shared;
    this.spreading = spreading;
    this.due = due;
    this.drainer = drainer;
    this.config = config;
    this.brakes = brakes;
    this.pace = pace;
  }

  /**
   * Acts on everything that is due, or on this run's part of it, with whatever other replicas work
   * along.
   *
   * <p>Two workers meet at a subject with due records in two categories, and one of them leaves its
   * rows; so the last pass has one worker, which meets nobody of its own run.
   *
   * @return what the last pass met, by category
   */
  Uni<Map<CategoryRef, Tally>> act(Run run, Free free, Instant cutoff) {
    return tables
        .drop(run, free.categories(), cutoff)
        .chain(() -> spreading.part(run, free, cutoff))
        .chain(part -> act(run, part, cutoff));
  }

  private Uni<Map<CategoryRef, Tally>> act(Run run, Part part, Instant cutoff) {
    return shared
        .share(run, part.categories())
        .chain(() -> act(run, part, cutoff, 1))
        .chain(
            went ->
                shared
                    .windUp(run, config.batchTimeout().plus(GRACE))
                    .chain(
                        helped ->
                            helped || went.worthAnother()
                                ? last(run, went, cutoff, System.nanoTime() + PATIENCE.toNanos())
                                : Uni.createFrom().item(went.tallies())));
  }

  /**
   * Again of the categories of which somebody else has something: a transaction is over sooner or
   * later.
   */
  private Uni<Map<CategoryRef, Tally>> last(Run run, Went before, Instant cutoff, long until) {
    return before
        .pause()
        .chain(() -> once(run, before.part(), cutoff, 1, false))
        .chain(
            went -> {
              Map<CategoryRef, Tally> tallies =
                  Skipped.replaced(before.tallies(), went.part().categories(), went.tallies());
              List<CategoryRef> busy = Skipped.busy(tallies);
              if (busy.isEmpty()) {
                return Uni.createFrom().item(tallies);
              }
              if (System.nanoTime() - until >= 0) {
                LOG.warnf(
                    "run %s leaves rows of %s that are locked to the next one", run.id(), busy);
                return Uni.createFrom().item(tallies);
              }
              return last(run, new Went(went.part().of(busy), tallies), cutoff, until);
            });
  }

  private Uni<Went> act(Run run, Part part, Instant cutoff, int pass) {
    return once(run, part, cutoff, config.workers(), true)
        .chain(
            went ->
                went.worthAnother() && pass < MOST_PASSES - 1
                    ? went.pause().chain(() -> act(run, went.part(), cutoff, pass + 1))
                    : Uni.createFrom().item(went));
  }

  /**
   * Works along on another replica's run, until nothing is left that this one can take.
   *
   * @throws RunStopped when the run is wound up, paused or cancelled
   */
  Uni<Void> help(SharedRuns.Shared joined, Instant cutoff) {
    return spreading.released(joined).chain(part -> help(joined.run(), part, cutoff));
  }

  private Uni<Void> help(Run run, Part part, Instant cutoff) {
    return once(run, part, cutoff, config.workers(), false)
        .chain(
            went -> {
              Tally sum = Tally.sum(went.tallies());
              return sum.destroyed() + sum.depersonalized() > 0
                  ? help(run, went.part(), cutoff)
                  : Uni.createFrom().voidItem();
            });
  }

  /**
   * One pass, over what has been measured: others may have brought much while it waited to begin.
   *
   * @param shares whether what it leaves is not shared with other replicas any more
   */
  private Uni<Went> once(Run run, Part part, Instant cutoff, int workers, boolean shares) {
    return found(run, part, cutoff)
        .chain(
            found -> {
              Part mine = part.within(DueBucket.byCategory(found), brakes.floor());
              List<DueBucket> buckets =
                  found.stream().filter(one -> mine.categories().contains(one.category())).toList();
              return narrow(run, part, mine, shares)
                  .chain(() -> work(run, mine, buckets, cutoff, workers))
                  .map(tallies -> Skipped.count(mine, buckets, tallies))
                  .map(tallies -> new Went(mine.after(tallies), tallies));
            });
  }

  private Uni<List<DueBucket>> found(Run run, Part part, Instant cutoff) {
    return due.claimable(part.categories(), cutoff)
        .chain(
            found -> {
              if (found.isEmpty()) {
                return Uni.createFrom().item(found);
              }
              long began = System.nanoTime();
              return pace.await(run)
                  .chain(
                      () ->
                          System.nanoTime() - began < SOON.toNanos()
                              ? Uni.createFrom().item(found)
                              : due.claimable(part.categories(), cutoff));
            });
  }

  private Uni<Void> narrow(Run run, Part part, Part mine, boolean shares) {
    List<CategoryRef> left = new ArrayList<>(part.categories());
    left.removeAll(mine.categories());
    if (left.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    LOG.warnf("run %s leaves %s to the next one: more is due than was measured", run.id(), left);
    return shares ? shared.share(run, mine.categories()) : Uni.createFrom().voidItem();
  }

  /** No unit goes on where far more rows come than there were when the pass began. */
  private Uni<Map<CategoryRef, Tally>> work(
      Run run, Part part, List<DueBucket> found, Instant cutoff, int workers) {
    Map<CategoryRef, AtomicLong> most = new HashMap<>();
    DueBucket.byCategory(found)
        .forEach((category, due) -> most.put(category, new AtomicLong(due + brakes.floor())));
    return Multi.createFrom()
        .iterable(WorkUnit.deal(found, config.workers(), config.batchSize()))
        .onItem()
        .transformToUni(
            unit ->
                drainer
                    .drain(run, part, unit, cutoff, most.get(unit.category()))
                    .onFailure(failure -> !(failure instanceof RunStopped || Outage.is(failure)))
                    .recoverWithItem(failure -> broken(unit, failure))
                    .map(tally -> Map.entry(unit.category(), tally)))
        .merge(workers)
        .collect()
        .in(
            HashMap::new,
            (Map<CategoryRef, Tally> all, Map.Entry<CategoryRef, Tally> one) ->
                all.merge(one.getKey(), one.getValue(), Tally::plus));
  }

  /**
   * A unit that fails does not keep the others; the run ends FAILED and the next one tries again.
   * Without the database there are no others: the run is left then.
   */
  private static Tally broken(WorkUnit unit, Throwable failure) {
    LOG.errorf(
        Redacted.of(failure),
        "work on %s/%s is left",
        unit.category().policy(),
        unit.category().category());
    return Tally.brokenUnit();
  }

  /** Notes in a dry run what it would leave for others, and touches nothing else. */
  Uni<Void> postpone(Run run, List<CategoryRef> scope, Instant cutoff) {
    return spreading.predict(run, scope, cutoff);
  }
}
