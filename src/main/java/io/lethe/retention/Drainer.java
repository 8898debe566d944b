package io.lethe.retention;

import io.lethe.database.Rounds;
import io.lethe.key.KeyErasures;
import io.lethe.policy.PolicyEpochs;
import io.lethe.problem.Redacted;
import io.lethe.retention.Batch.RunStopped;
import io.lethe.retention.DueStore.Cursor;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Works through a unit, batch by batch, and finds the rows that cannot be acted on.
 *
 * <p>A batch that fails because of a row is halved until the row is alone, and tried {@link #TRIES}
 * times; then the row is set aside and the unit goes on. What fails otherwise is tried as often as
 * a whole.
 */
@ApplicationScoped
class Drainer {

  private static final Logger LOG = Logger.getLogger(Drainer.class);
  private static final int TRIES = 3;
  private static final Duration RETRY_AFTER = Duration.ofMillis(200);

  /** More than that in a unit is no accident of single rows. */
  private static final int MOST_ASIDE = 100;

  /** By then the database has ended the transaction: what is given up here cannot commit later. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final PolicyEpochs epochs;
  private final Batch batch;
  private final BatchSize size;
  private final SetAside aside;
  private final KeyErasures keys;
  private final Pace pace;
  private final RetentionMetrics metrics;
  private final RetentionConfig config;
  private final Clock clock;

  Drainer(
      PolicyEpochs epochs,
      Batch batch,
      BatchSize size,
      SetAside aside,
      KeyErasures keys,
      Pace pace,
      RetentionMetrics metrics,
      RetentionConfig config,
      Clock clock) {
    this.epochs = epochs;
    this.batch = batch;
    this.size = size;
    this.aside = aside;
    this.keys = keys;
    this.pace = pace;
    this.metrics = metrics;
    this.config = config;
    this.clock = clock;
  }

  /**
   * Works through a unit; what is set aside is not in the tally, but in the database.
   *
   * @param most rows that may still be looked at, of all units of the category
   */
  Uni<Tally> drain(Run run, Part part, WorkUnit unit, Instant cutoff, AtomicLong most) {
    return drain(new Work(run, part, unit.category(), cutoff, most), unit.start());
  }

  private Uni<Tally> drain(Work work, SortedMap<Short, Cursor> start) {
    Progress first = new Progress(start, Tally.NONE, size.next(work.category()), 0);
    return Rounds.of(
            first,
            progress -> step(work, progress),
            progress -> !progress.next.isEmpty() && work.most().get() >= 0)
        .map(Progress::tally);
  }

  private Uni<Progress> step(Work work, Progress progress) {
    return pace.await(work.run()).chain(limits -> step(work, progress, limits));
  }

  private Uni<Progress> step(Work work, Progress progress, Limits limits) {
    int limit = progress.limit();
    int most = limits.most(limit);
    return batch(work, progress.next(), progress.each(most), progress.alone() ? TRIES : 1)
        .invoke(done -> work.most().addAndGet(-done.tally().seen()))
        .call(done -> pace.spent(work.run(), limits, done.tally().seen(), done.bytes()))
        .map(done -> progress.after(done, Math.min(limit * 2, size.next(work.category()))))
        .onFailure(SetAside::ofRows)
        .recoverWithUni(
            failure -> {
              if (progress.next().size() > 1) {
                return buckets(work, progress);
              }
              return limit > 1
                  ? Uni.createFrom().item(progress.halved())
                  : setAside(work, progress, failure);
            });
  }

  /** One bucket after the other, so that a cursor tells where a row is that fails. */
  private Uni<Progress> buckets(Work work, Progress progress) {
    return Multi.createFrom()
        .iterable(progress.next().entrySet())
        .onItem()
        .transformToUniAndConcatenate(
            bucket -> drain(work, new TreeMap<>(Map.of(bucket.getKey(), bucket.getValue()))))
        .collect()
        .with(Collectors.reducing(Tally.NONE, Tally::plus))
        .map(progress::ended);
  }

  private Uni<Progress> setAside(Work work, Progress progress, Throwable failure) {
    return failure instanceof RowFailed row && progress.aside() < MOST_ASIDE
        ? aside
            .set(work.run(), work.category(), row.record(), row)
            .invoke(() -> metrics.failed(work.category()))
            .replaceWith(progress::without)
        : Uni.createFrom().failure(failure);
  }

  /** A batch; what is not of its rows is tried again, and a batch of one row, too. */
  private Uni<Batch.Done> batch(Work work, SortedMap<Short, Cursor> after, int each, int tries) {
    Instant began = clock.instant();
    long started = System.nanoTime();
    return epochs
        .current(
            () -> batch.run(work.run(), work.category(), work.part(), work.cutoff(), after, each))
        .ifNoItem()
        .after(config.batchTimeout().plus(GRACE))
        .fail()
        .onFailure(
            failure -> !(failure instanceof RunStopped) && (tries > 1 || !SetAside.ofRows(failure)))
        .retry()
        .withBackOff(RETRY_AFTER)
        .atMost(TRIES - 1)
        .invoke(
            done -> {
              Duration taken = Duration.ofNanos(System.nanoTime() - started);
              size.took(work.category(), done.tally().seen(), done.bytes(), taken);
              metrics.batch(work.category(), done.tally(), began, clock.instant());
            })
        .call(this::destroyKeys);
  }

  /** Right after the commit; what fails is left to the sweep, without which no run completes. */
  private Uni<Void> destroyKeys(Batch.Done done) {
    return done.endedKeys()
        .map(keys::destroy)
        .orElseGet(() -> Uni.createFrom().voidItem())
        .onFailure()
        .invoke(failure -> LOG.warnf(Redacted.of(failure), "data keys are left to the sweep"))
        .onFailure()
        .recoverWithNull();
  }

  /** What is worked on. */
  private record Work(Run run, Part part, CategoryRef category, Instant cutoff, AtomicLong most) {}

  /**
   * How far a unit has been worked through.
   *
   * @param next where the buckets go on that may have more
   * @param limit rows of the next batch
   * @param aside rows that were set aside
   */
  private record Progress(SortedMap<Short, Cursor> next, Tally tally, int limit, int aside) {

    /** Rows of each bucket in a batch of so many. */
    private int each(int rows) {
      return (rows + next.size() - 1) / next.size();
    }

    /** Whether the next batch is one row. */
    private boolean alone() {
      return next.size() == 1 && limit == 1;
    }

    private Progress after(Batch.Done done, int rows) {
      return new Progress(done.next(), tally.plus(done.tally()), rows, aside);
    }

    private Progress ended(Tally more) {
      return new Progress(new TreeMap<>(), tally.plus(more), limit, aside);
    }

    private Progress halved() {
      return new Progress(next, tally, Math.max(1, limit / 2), aside);
    }

    private Progress without() {
      return new Progress(next, tally, 1, aside + 1);
    }
  }
}
