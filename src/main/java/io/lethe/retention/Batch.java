package io.lethe.retention;

import io.lethe.act.ErasureStore;
import io.lethe.act.ErasureStore.Erased;
import io.lethe.database.Database;
import io.lethe.key.KeyErasures;
import io.lethe.ledger.LedgerStore;
import io.lethe.policy.Action;
import io.lethe.policy.PolicyEpochs;
import io.lethe.policy.StalePolicy;
import io.lethe.retention.DueStore.Claim;
import io.lethe.retention.DueStore.Cursor;
import io.lethe.subject.Burial;
import io.lethe.subject.RestraintStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
  private final PolicyEpochs epochs;
  private final RestraintStore restraints;
  private final DueStore due;
  private final Judge judge;
  private final Depersonalizer depersonalizer;
  private final EraseStore erase;
  private final Burial burial;
  private final ErasureStore journal;
  private final KeyErasures keys;
  private final RunStore runs;
  private final LedgerStore ledger;
  private final Clock clock;
  private final Duration timeout;

  Batch(
      Database database,
      PolicyEpochs epochs,
      RestraintStore restraints,
      DueStore due,
      Judge judge,
      Depersonalizer depersonalizer,
      EraseStore erase,
      Burial burial,
      ErasureStore journal,
      KeyErasures keys,
      RunStore runs,
      LedgerStore ledger,
      Clock clock,
      RetentionConfig config) {
    this.database = database;
    this.epochs = epochs;
    this.restraints = restraints;
    this.due = due;
    this.judge = judge;
    this.depersonalizer = depersonalizer;
    this.erase = erase;
    this.burial = burial;
    this.journal = journal;
    this.keys = keys;
    this.runs = runs;
    this.ledger = ledger;
    this.clock = clock;
    this.timeout = config.batchTimeout();
  }

  /**
   * Runs one batch.
   *
   * @return what it did, and where the next one of the unit goes on
   * @throws RunStopped when the run is no longer this replica's to work on
   */
  Uni<Done> run(Run run, WorkUnit unit, Instant cutoff, Cursor cursor, int limit) {
    return Uni.createFrom().deferred(() -> attempt(run, unit, cutoff, cursor, limit));
  }

  private Uni<Done> attempt(Run run, WorkUnit unit, Instant cutoff, Cursor cursor, int limit) {
    CategoryRef category = unit.category();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    boolean content = depersonalizer.needsContent(category);
    Claim claim = new Claim(unit, cutoff, cursor, limit, content, true);
    Context context = new Context(run, category, cutoff, now);
    return journal
        .ensureMonth(now)
        .chain(
            () ->
                database.transaction(
                    timeout,
                    tx ->
                        epochs
                            .hold(tx, category.policy())
                            .chain(
                                () ->
                                    restraints.shareCategory(
                                        tx, category.policy(), category.category()))
                            .chain(() -> due.claim(tx, claim))
                            .chain(rows -> work(tx, context, rows, content))));
  }

  private Uni<Done> work(SqlConnection tx, Context context, List<Claimed> rows, boolean content) {
    if (rows.isEmpty()) {
      return Uni.createFrom().item(new Done(Tally.NONE, Cursor.START, 0));
    }
    Set<UUID> subjects = rows.stream().map(Claimed::subject).collect(Collectors.toSet());
    Claimed last = rows.get(rows.size() - 1);
    return due.lockSubjects(tx, subjects)
        .chain(locked -> judge.judge(tx, context.category(), rows, locked, context.cutoff()))
        .invoke(verdicts -> refuseWithoutContent(verdicts, content))
        .chain(verdicts -> carryOut(tx, context, verdicts))
        .map(tally -> new Done(tally, new Cursor(last.dueAt(), last.id()), Claimed.bytes(rows)))
        .onFailure(failure -> rows.size() == 1 && SetAside.ofRows(failure))
        .transform(failure -> new RowFailed(last.id(), failure));
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

  private Uni<Tally> carryOut(SqlConnection tx, Context context, List<Verdict> verdicts) {
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
                  .chain(() -> remove(tx, context, carried, result))
                  .chain(() -> account(tx, context, carried, tally))
                  .replaceWith(tally);
            });
  }

  private Uni<Void> postpone(SqlConnection tx, List<Verdict.Postpone> rows) {
    if (rows.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return erase.postpone(tx, rows);
  }

  private Uni<Void> remove(
      SqlConnection tx, Context context, List<Verdict.Act> acts, Depersonalizer.Result result) {
    if (acts.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    String policy = context.category().policy();
    UUID run = context.run().id();
    List<Erased> erased = acts.stream().map(Batch::erased).toList();
    Set<UUID> subjects = acts.stream().map(act -> act.row().subject()).collect(Collectors.toSet());
    return erase
        .delete(tx, erased.stream().map(Erased::record).toList())
        .invoke(
            deleted -> {
              if (deleted != erased.size()) {
                throw new IllegalStateException("claimed rows are gone though they were locked");
              }
            })
        .chain(
            () ->
                journal.journal(
                    tx,
                    new ErasureStore.Scope(run, policy, context.category().category()),
                    erased,
                    context.now()))
        .chain(() -> leave(tx, context.category(), result))
        .chain(() -> erase.endKeys(tx, context.category().category(), subjects))
        .chain(ended -> keys.end(tx, policy, run, ended, context.now()))
        .chain(() -> burial.empty(tx, subjects, context.now()));
  }

  private Uni<Void> leave(SqlConnection tx, CategoryRef category, Depersonalizer.Result result) {
    return result.left().isEmpty()
        ? Uni.createFrom().voidItem()
        : erase.intake(tx, category, result.left(), depersonalizer.kAtLeast(category.policy()));
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

  private static Erased erased(Verdict.Act act) {
    return new Erased(
        act.row().id(),
        act.row().subject(),
        act.row().policyVersion(),
        act.version(),
        act.reading().rule().index(),
        act.reading().rule().then().name());
  }

  private static <T extends Verdict> List<T> only(List<Verdict> verdicts, Class<T> kind) {
    return verdicts.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** What a batch works with. */
  record Context(Run run, CategoryRef category, Instant cutoff, Instant now) {}

  /** What a batch did, the row after which the next one goes on, and the bytes of its rows. */
  record Done(Tally tally, Cursor cursor, long bytes) {}

  /** The run was paused, cancelled, or taken over by another replica. */
  static final class RunStopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RunStopped() {
      super("the run is no longer worked on here", null, false, false);
    }
  }
}
