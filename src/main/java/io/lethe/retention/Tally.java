package io.lethe.retention;

import io.lethe.policy.Action;
import io.lethe.subject.Restraint;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Counts of records by what became of them, in a batch, a pass or a dry run.
 *
 * @param seen rows that were claimed
 * @param broken units of work that failed again and again, and were left
 * @param busy rows left for later because they, or their subject, were locked by another
 *     transaction
 */
record Tally(
    long seen,
    long destroyed,
    long depersonalized,
    long held,
    long blocked,
    long failed,
    long busy,
    long broken) {

  static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0, 0, 0);

  /** Records that were destroyed. */
  static Tally destroyed(long records) {
    return new Tally(records, records, 0, 0, 0, 0, 0, 0);
  }

  /** Records that could not be acted on. */
  static Tally failed(long records) {
    return new Tally(records, 0, 0, 0, 0, records, 0, 0);
  }

  /** Rows that others had locked; they were not claimed. */
  static Tally busy(long records) {
    return new Tally(0, 0, 0, 0, 0, 0, records, 0);
  }

  /** A unit of work that failed and was left. */
  static Tally brokenUnit() {
    return new Tally(0, 0, 0, 0, 0, 0, 0, 1);
  }

  /**
   * What became of a batch's rows.
   *
   * @param carried what was acted on
   * @param failed what should have been and could not
   */
  static Tally of(List<Verdict> verdicts, List<Verdict.Act> carried, long failed) {
    return new Tally(
        verdicts.size(),
        count(carried, act -> act.reading().rule().then() == Action.DESTROY),
        count(carried, act -> act.reading().rule().then() == Action.DEPERSONALIZE),
        kept(verdicts, Restraint.HOLD),
        kept(verdicts, Restraint.BLOCK),
        failed,
        count(verdicts, Verdict.Busy.class::isInstance),
        0);
  }

  private static long kept(List<Verdict> verdicts, Restraint by) {
    return count(
        verdicts, verdict -> verdict instanceof Verdict.Keep keep && keep.restraint() == by);
  }

  private static <T> long count(List<T> all, Predicate<? super T> which) {
    return all.stream().filter(which).count();
  }

  /** All categories together. */
  static Tally sum(Map<CategoryRef, Tally> tallies) {
    return tallies.values().stream().reduce(NONE, Tally::plus);
  }

  /** One record that a restraint keeps. */
  static Tally kept(Restraint restraint) {
    return restraint == Restraint.HOLD
        ? new Tally(1, 0, 0, 1, 0, 0, 0, 0)
        : new Tally(1, 0, 0, 0, 1, 0, 0, 0);
  }

  Tally plus(Tally other) {
    return new Tally(
        seen + other.seen,
        destroyed + other.destroyed,
        depersonalized + other.depersonalized,
        held + other.held,
        blocked + other.blocked,
        failed + other.failed,
        busy + other.busy,
        broken + other.broken);
  }

  /** Whether another pass may find something that this one could not take. */
  boolean worthAnotherPass() {
    return busy > 0 || destroyed > 0 || depersonalized > 0;
  }
}
