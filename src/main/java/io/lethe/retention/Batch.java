package io.lethe.retention;

import io.lethe.act.ErasureStore;
import io.lethe.database.Database;
import io.lethe.key.KeyErasures.Ended;
import io.lethe.ledger.LedgerStore;
import io.lethe.policy.Action;
import io.lethe.policy.PolicyEpochs;
import io.lethe.policy.StalePolicy;
import io.lethe.retention.DueStore.Claim;
import io.lethe.retention.DueStore.Cursor;
import io.lethe.subject.RestraintLocks;
import io.lethe.subject.SubjectActivity;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * One batch: one transaction on one connection.
 *
 * <p>Claim due rows, lock their subjects, judge them in a later statement, remove them, journal
 * each, end keys, count, and append a ledger entry. Nothing outside happens before the commit; a
 * kill at any step leaves either all of it or nothing.
 */
@ApplicationScoped
class Batch {

  private final Database database;
  private final SharedRuns shared;
  private final PolicyEpochs epochs;
  private final RestraintLocks locks;
  private final DueStore due;
  private final Judge judge;
  private final Depersonalizer depersonalizer;
  private final EraseStore erase;
  private final Removal removal;
  private final ErasureStore journal;
  private final RunStore runs;
  private final LedgerStore ledger;
  private final Clock clock;
  private final Duration timeout;

  Batch(
      Database database,
      SharedRuns shared,
      PolicyEpochs epochs,
      RestraintLocks locks,
      DueStore due,
      Judge judge,
      Depersonalizer depersonalizer,
      EraseStore erase,
      Removal removal,
      ErasureStore journal,
      RunStore runs,
      LedgerStore ledger,
      Clock clock,
      RetentionConfig config) {
    this.database = database;
    this.shared = shared;
    this.epochs = epochs;
    this.locks = locks;
    this.due = due;
    this.judge = judge;
    this.depersonalizer = depersonalizer;
    this.erase = erase;
    this.removal = removal;
    this.journal = journal;
    this.runs = runs;
    this.ledger = ledger;
    this.clock = clock;
    this.timeout = config.batchTimeout();
  }

  /**
   * Runs one batch.
   *
   * @param part what the run acts on
   * @param after where each bucket goes on
   * @param each most rows of a bucket
   * @return what it did, and where the next one goes on
   * @throws RunStopped when the run is no longer this replica's to work on
   */
  Uni<Done> run(
      Run run,
      CategoryRef category,
      Part part,
      Instant cutoff,
      SortedMap<Short, Cursor> after,
      int each) {
    return Uni.createFrom()
        .deferred(
            () -> {
              boolean content = depersonalizer.needsContent(category);
              return attempt(
                  run,
                  new Claim(category, after, part.released(category), cutoff, each, content, true));
            });
  }

  private Uni<Done> attempt(Run run, Claim claim) {
    CategoryRef category = claim.category();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Context context = new Context(run, claim, now);
    return journal
        .ensureMonth(now)
        .chain(
            () ->
                database.transactionByKeys(
                    timeout,
                    tx ->
                        shared
                            .enter(tx, run, category)
                            .chain(() -> epochs.hold(tx, category.policy()))
                            .chain(
                                () ->
                                    locks.shareCategory(tx, category.policy(), category.category()))
                            .chain(() -> due.claim(tx, claim))
                            .chain(rows -> work(tx, context, rows))))
        .onFailure()
        .invoke(journal::forgetMonths);
  }

  private Uni<Done> work(SqlConnection tx, Context context, List<Claimed> rows) {
    if (rows.isEmpty()) {
      return Uni.createFrom().item(Done.NOTHING);
    }
    Set<UUID> subjects =
        rows.stream().map(Claimed::subject).collect(Collectors.toCollection(TreeSet::new));
    return SubjectActivity.lockFree(tx, subjects)
        .chain(locked -> judge.judge(tx, context.category(), rows, locked, context.cutoff()))
        .invoke(verdicts -> refuseWithoutContent(verdicts, context.claim().withContent()))
        .chain(verdicts -> carryOut(tx, context, verdicts))
        .map(
            did ->
                new Done(
                    did.tally(), context.claim().next(rows), Claimed.bytes(rows), did.endedKeys()))
        .onFailure(failure -> rows.size() == 1 && SetAside.ofRows(failure))
        .transform(failure -> new RowFailed(rows.get(0).id(), failure));
  }

  /** A version that depersonalizes may have come after the claim: nothing must be left empty. */
  private static void refuseWithoutContent(List<Verdict> verdicts, boolean content) {
    boolean needed =
        only(verdicts, Verdict.Act.class).stream()
            .anyMatch(act -> act.reading().rule().then() == Action.DEPERSONALIZE);
    if (needed && !content) {
      throw new StalePolicy();
    }
  }

  private Uni<Did> carryOut(SqlConnection tx, Context context, List<Verdict> verdicts) {
    List<Verdict.Act> acts = only(verdicts, Verdict.Act.class);
    return depersonalizer
        .work(context.category(), acts, context.now())
        .chain(
            result -> {
              List<Verdict.Act> carried = new ArrayList<>(acts);
              carried.removeAll(result.failed());
              result.failed().stream()
                  .flatMap(act -> act.destroyed().stream())
                  .forEach(carried::add);
              Tally tally = Tally.of(verdicts, carried, acts.size() - carried.size());
              return postpone(tx, only(verdicts, Verdict.Postpone.class))
                  .chain(() -> removal.remove(tx, context, carried, result))
                  .call(() -> account(tx, context, carried, tally))
                  .map(ended -> new Did(tally, ended));
            });
  }

  private Uni<Void> postpone(SqlConnection tx, List<Verdict.Postpone> rows) {
    if (rows.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return erase.postpone(tx, rows);
  }

  private Uni<Void> account(
      SqlConnection tx, Context context, List<Verdict.Act> acts, Tally tally) {
    Uni<Void> entry =
        acts.isEmpty()
            ? Uni.createFrom().voidItem()
            : ledger.append(
                tx, "retention.batch", context.now(), BatchEntry.of(context, acts, tally));
    return entry
        .chain(() -> runs.count(tx, context.run().id(), tally.destroyed(), tally.depersonalized()))
        .invoke(
            mine -> {
              if (!mine) {
                throw new RunStopped();
              }
            })
        .replaceWithVoid();
  }

  private static <T extends Verdict> List<T> only(List<Verdict> verdicts, Class<T> kind) {
    return verdicts.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** What a batch works with. */
  record Context(Run run, Claim claim, Instant now) {

    CategoryRef category() {
      return claim.category();
    }

    Instant cutoff() {
      return claim.cutoff();
    }
  }

  private record Did(Tally tally, Optional<Ended> endedKeys) {}

  /**
   * What a batch did.
   *
   * @param next where the buckets go on that may have more
   * @param bytes of its rows
   * @param endedKeys data keys to be destroyed, now that it has committed
   */
  record Done(Tally tally, SortedMap<Short, Cursor> next, long bytes, Optional<Ended> endedKeys) {
    static final Done NOTHING = new Done(Tally.NONE, new TreeMap<>(), 0, Optional.empty());
  }

  /** The run was paused, cancelled, or taken over by another replica. */
  static final class RunStopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RunStopped() {
      super("the run is no longer worked on here", null, false, false);
    }
  }
}
