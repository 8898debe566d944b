package io.lethe.retention;

import io.lethe.database.Rounds;
import io.lethe.policy.PolicyEpochs;
import io.lethe.retention.Batch.RunStopped;
import io.lethe.retention.DueStore.Cursor;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Works through a unit, batch by batch, and finds the rows that cannot be acted on.
 *
 * <p>A batch that fails because of a row is halved until the row is alone, and tried {@link #TRIES}
 * times; then the row is set aside and the unit goes on. What fails otherwise is tried as often as
 * a whole.
 */
@ApplicationScoped
class Drainer {

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
  private final RetentionMetrics metrics;
  private final RetentionConfig config;
  private final Clock clock;

  Drainer(
      PolicyEpochs epochs,
      Batch batch,
      BatchSize size,
      SetAside aside,
      RetentionMetrics metrics,
      RetentionConfig config,
      Clock clock) {
    this.epochs = epochs;
    this.batch = batch;
    this.size = size;
    this.aside = aside;
    this.metrics = metrics;
    this.config = config;
    this.clock = clock;
  }

  /** Works through a unit; what is set aside is not in the tally, but in the database. */
  Uni<Tally> drain(Run run, WorkUnit unit, Instant cutoff) {
    return unit.single()
        ? single(run, unit, cutoff)
        : batch(run, unit, cutoff, Cursor.START, config.batchSize(), 1)
            .map(Batch.Done::tally)
            .onFailure(SetAside::ofRows)
            .recoverWithUni(() -> buckets(run, unit, cutoff));
  }

  /** One bucket after the other, so that a cursor tells where a row is that fails. */
  private Uni<Tally> buckets(Run run, WorkUnit unit, Instant cutoff) {
    return Multi.createFrom()
        .iterable(unit.buckets())
        .onItem()
        .transformToUniAndConcatenate(
            bucket -> single(run, new WorkUnit(unit.category(), List.of(bucket), true), cutoff))
        .collect()
        .with(Collectors.reducing(Tally.NONE, Tally::plus));
  }

  private Uni<Tally> single(Run run, WorkUnit unit, Instant cutoff) {
    Progress start = new Progress(Cursor.START, Tally.NONE, size.next(unit.category()), 0, true);
    return Rounds.of(start, progress -> step(run, unit, cutoff, progress), Progress::more)
        .map(Progress::tally);
  }

  private Uni<Progress> step(Run run, WorkUnit unit, Instant cutoff, Progress progress) {
    int limit = progress.limit();
    return batch(run, unit, cutoff, progress.cursor(), limit, limit == 1 ? TRIES : 1)
        .map(done -> progress.after(done, Math.min(limit * 2, size.next(unit.category())), limit))
        .onFailure(SetAside::ofRows)
        .recoverWithUni(
            failure ->
                limit > 1
                    ? Uni.createFrom().item(progress.halved())
                    : setAside(run, unit, progress, failure));
  }

  private Uni<Progress> setAside(Run run, WorkUnit unit, Progress progress, Throwable failure) {
    return failure instanceof RowFailed row && progress.aside() < MOST_ASIDE
        ? aside
            .set(run, unit.category(), row.record(), row)
            .invoke(() -> metrics.failed(unit.category()))
            .replaceWith(progress::without)
        : Uni.createFrom().failure(failure);
  }

  /** A batch; what is not of its rows is tried again, and a batch of one row, too. */
  private Uni<Batch.Done> batch(
      Run run, WorkUnit unit, Instant cutoff, Cursor cursor, int limit, int tries) {
    Instant began = clock.instant();
    long started = System.nanoTime();
    return epochs
        .current(() -> batch.run(run, unit, cutoff, cursor, limit))
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
              size.took(unit.category(), done.tally().seen(), done.bytes(), taken);
              metrics.batch(unit.category(), done.tally(), began, clock.instant());
            });
  }

  /**
   * How far a bucket has been worked through.
   *
   * @param limit rows of the next batch
   * @param aside rows that were set aside
   */
  private record Progress(Cursor cursor, Tally tally, int limit, int aside, boolean more) {

    private Progress after(Batch.Done done, int next, int limited) {
      return new Progress(
          done.cursor(), tally.plus(done.tally()), next, aside, done.tally().seen() >= limited);
    }

    private Progress halved() {
      return new Progress(cursor, tally, Math.max(1, limit / 2), aside, true);
    }

    private Progress without() {
      return new Progress(cursor, tally, 1, aside + 1, true);
    }
  }
}
