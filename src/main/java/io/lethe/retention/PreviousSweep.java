package io.lethe.retention;

import io.lethe.act.ErasureStore;
import io.lethe.act.ErasureStore.Erased;
import io.lethe.database.Database;
import io.lethe.database.Rounds;
import io.lethe.ledger.LedgerStore;
import io.lethe.policy.Category;
import io.lethe.policy.PolicyEpochs;
import io.lethe.retention.Batch.RunStopped;
import io.lethe.retention.PreviousStore.Cursor;
import io.lethe.retention.PreviousStore.Due;
import io.lethe.subject.ReplacedTerms;
import io.lethe.subject.RestraintLocks;
import io.lethe.subject.SubjectActivity;
import io.smallrye.mutiny.Multi;
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
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Destroys values that rectifications have replaced, once their own clock has run out.
 *
 * <p>The same locks as a batch: the category's, the rows, and their subjects as far as they are
 * free; holds and blocks are read in a later statement. Nothing is destroyed by a calendar that is
 * no longer in force.
 */
@ApplicationScoped
class PreviousSweep {

  private final Database database;
  private final PreviousStore store;
  private final PolicyEpochs epochs;
  private final PreviousJudge judge;
  private final ReplacedTerms terms;
  private final RestraintLocks locks;
  private final ErasureStore journal;
  private final RunStore runs;
  private final LedgerStore ledger;
  private final RetentionMetrics metrics;
  private final Pace pace;
  private final Clock clock;
  private final Duration timeout;
  private final int batchSize;

  PreviousSweep(
      Database database,
      PreviousStore store,
      PolicyEpochs epochs,
      PreviousJudge judge,
      ReplacedTerms terms,
      RestraintLocks locks,
      ErasureStore journal,
      RunStore runs,
      LedgerStore ledger,
      RetentionMetrics metrics,
      Pace pace,
      Clock clock,
      RetentionConfig config) {
    this.database = database;
    this.store = store;
    this.epochs = epochs;
    this.judge = judge;
    this.terms = terms;
    this.locks = locks;
    this.journal = journal;
    this.runs = runs;
    this.ledger = ledger;
    this.metrics = metrics;
    this.pace = pace;
    this.clock = clock;
    this.timeout = config.batchTimeout();
    this.batchSize = config.batchSize();
  }

  /** Destroys what is due of every category of the run. */
  Uni<Void> sweep(Run run, List<CategoryRef> categories, Instant cutoff) {
    return Rounds.each(
        categories,
        category ->
            Rounds.of(
                Optional.of(Cursor.START),
                after -> batch(run, category, cutoff, after.orElseThrow()),
                Optional::isPresent));
  }

  /** Counts what a sweep would destroy, of every category of the run. */
  Uni<Long> count(List<CategoryRef> categories, Instant cutoff) {
    return Multi.createFrom()
        .iterable(categories)
        .onItem()
        .transformToUniAndConcatenate(category -> count(category, cutoff))
        .collect()
        .with(Collectors.summingLong(Long::longValue));
  }

  private Uni<Long> count(CategoryRef category, Instant cutoff) {
    return Rounds.of(
            new Counted(0, Optional.of(Cursor.START)),
            before ->
                store
                    .due(category, cutoff, before.next().orElseThrow(), batchSize)
                    .chain(
                        due ->
                            judge
                                .judge(database.data(), category, due, subjects(due), cutoff)
                                .map(of -> before.plus(of.free().size(), next(due)))),
            counted -> counted.next().isPresent())
        .map(Counted::rows);
  }

  private Optional<Cursor> next(List<Due> due) {
    if (due.size() < batchSize) {
      return Optional.empty();
    }
    Due last = due.get(due.size() - 1);
    return Optional.of(new Cursor(last.dueAt(), last.id()));
  }

  private static Set<UUID> subjects(List<Due> due) {
    return due.stream().map(Due::subject).collect(Collectors.toSet());
  }

  private Uni<Optional<Cursor>> batch(Run run, CategoryRef category, Instant cutoff, Cursor after) {
    return store
        .due(category, cutoff, after, 1)
        .chain(
            any ->
                any.isEmpty()
                    ? Uni.createFrom().item(Optional.<Cursor>empty())
                    : pace.await(run)
                        .chain(
                            limits ->
                                alone(run, category, cutoff, after)
                                    .call(done -> pace.spent(run, limits, done.rows(), 0))
                                    .map(Done::next)));
  }

  private Uni<Done> alone(Run run, CategoryRef category, Instant cutoff, Cursor after) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return journal
        .ensureMonth(now)
        .chain(
            () ->
                epochs.current(
                    () ->
                        database.transaction(
                            timeout, tx -> batch(tx, run, category, cutoff, after, now))));
  }

  private Uni<Done> batch(
      SqlConnection tx, Run run, CategoryRef category, Instant cutoff, Cursor after, Instant now) {
    return epochs
        .hold(tx, category.policy())
        .chain(() -> locks.shareCategory(tx, category.policy(), category.category()))
        .chain(() -> store.due(tx, category, cutoff, after, batchSize, true))
        .chain(
            due ->
                due.isEmpty()
                    ? Uni.createFrom().item(new Done(0, Optional.empty()))
                    : SubjectActivity.lockFree(tx, subjects(due))
                        .chain(locked -> judge.judge(tx, category, due, locked.keySet(), cutoff))
                        .call(judged -> terms.recount(tx, judged.later()))
                        .call(judged -> destroy(tx, run, category, judged.free(), now))
                        .map(judged -> new Done(judged.free().size(), next(due))));
  }

  private Uni<Void> destroy(
      SqlConnection tx, Run run, CategoryRef category, List<Due> free, Instant now) {
    if (free.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    Map<String, Object> entry =
        Map.of(
            "run", run.id().toString(),
            "policy", category.policy(),
            "category", category.category(),
            "destroyed", free.size());
    return store
        .delete(tx, free)
        .chain(
            () ->
                journal.journal(
                    tx,
                    new ErasureStore.Scope(run.id(), category.policy(), category.category()),
                    free.stream().map(PreviousSweep::erased).toList(),
                    now))
        .chain(() -> ledger.append(tx, "retention.replaced-values-destroyed", now, entry))
        .chain(() -> runs.count(tx, run.id(), free.size(), 0))
        .invoke(
            mine -> {
              if (!mine) {
                throw new RunStopped();
              }
            })
        .invoke(() -> metrics.destroyed(category, free.size()))
        .replaceWithVoid();
  }

  private static Erased erased(Due due) {
    return new Erased(
        due.id(),
        due.subject(),
        due.protectedBy(),
        due.termsVersion(),
        Category.REPLACED,
        "DESTROY");
  }

  private record Counted(long rows, Optional<Cursor> next) {
    private Counted plus(int more, Optional<Cursor> after) {
      return new Counted(rows + more, after);
    }
  }

  /**
   * What a batch did.
   *
   * @param next where the next one goes on; empty after the last
   */
  private record Done(int rows, Optional<Cursor> next) {}
}
