package io.lethe.subject;

import io.lethe.policy.Action;
import io.lethe.subject.RetentionClock.Reading;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The terms of one category over time, as they count for records of one version: that version's
 * own, and those of each version that was activated after it.
 *
 * <p>Under each version in turn, a record that is due no later than the activation of the next one
 * has expired by the rule of that version, for good; otherwise the terms of the next one count, and
 * nothing is due by them before they were activated.
 *
 * <p><b>Guarantee</b>: pure; an extension skips what has expired, a shortening makes nothing due
 * before its activation, and activity only ever moves a due date later.
 */
public final class Timeline {

  private final List<Stage> stages;

  /**
   * The timeline of a version's records.
   *
   * @param stages in the order of activation, the version's own first
   */
  public Timeline(List<Stage> stages) {
    if (stages.isEmpty()) {
      throw new IllegalArgumentException("a record has the terms of its own version");
    }
    this.stages = List.copyOf(stages);
  }

  /** The terms that count for a record, read against its facts. */
  public Terms read(ClockFacts facts) {
    return read(counting(facts), facts);
  }

  /** When the record is due, and by which rule; empty while every rule waits for its event. */
  public Optional<Reading> due(ClockFacts facts) {
    return read(facts).due();
  }

  /**
   * An instant that is never later than the true due date, whatever activity from {@code active} on
   * comes: a clock of activity that has not started is read as if it had started then. Null waits.
   * A first activity from before then has to lower what is stored.
   */
  public @Nullable Instant notBefore(ClockFacts facts, Instant active) {
    ClockFacts assumed = facts.activity() != null ? facts : facts.assuming(active);
    return due(assumed).map(Reading::dueAt).orElse(null);
  }

  /**
   * The Monday on which what depersonalization leaves is to be destroyed: the earliest of the
   * destruction clocks that are known, rounded up. The same turns are taken, from the version whose
   * rule depersonalizes on; one that knows no such clock leaves those of the version before.
   *
   * @param at when the record is depersonalized
   * @return empty when no destruction clock has started; then nothing may be left
   */
  public Optional<LocalDate> destroyAfter(ClockFacts facts, Instant at) {
    Optional<LocalDate> monday = Optional.empty();
    Instant before = Instant.MAX;
    for (Stage stage : stages.subList(counting(facts), stages.size())) {
      Instant due =
          stage.clock().destruction(facts, at, stage.since()).map(Reading::dueAt).orElse(null);
      if (due != null) {
        if (!before.isAfter(stage.since())) {
          return monday;
        }
        before = due;
        monday = Optional.of(stage.clock().monday(due));
      }
    }
    return monday;
  }

  /** The first stage under which the record has expired before the next, else the last one. */
  private int counting(ClockFacts facts) {
    int last = stages.size() - 1;
    for (int i = 0; i < last; i++) {
      Instant due = read(i, facts).due().map(Reading::dueAt).orElse(null);
      if (due != null && !due.isAfter(stages.get(i + 1).since())) {
        return i;
      }
    }
    return last;
  }

  private Terms read(int stage, ClockFacts facts) {
    Stage counting = stages.get(stage);
    return new Terms(counting.version(), counting.clock().read(facts, counting.since()));
  }

  /**
   * The terms of one version.
   *
   * @param since when they came to count: its activation, or {@link Instant#MIN} for the version
   *     that protected the records
   */
  public record Stage(int version, Instant since, RetentionClock clock) {

    /** The terms of the version that protected the records; they count from the beginning. */
    public static Stage own(int version, RetentionClock clock) {
      return new Stage(version, Instant.MIN, clock);
    }
  }

  /**
   * The terms that count for a record.
   *
   * @param version whose terms they are
   * @param readings of every rule that a whole record has, in the order of that version
   */
  public record Terms(int version, List<Reading> readings) {

    public Terms {
      readings = List.copyOf(readings);
    }

    /** The reading that wins; empty while every rule waits for its event. */
    public Optional<Reading> due() {
      return RetentionClock.earliest(readings);
    }

    /** A rule that destroys and is due no later than {@code cutoff}. */
    public Optional<Reading> destruction(Instant cutoff) {
      return RetentionClock.earliest(
              readings.stream().filter(one -> one.rule().then() == Action.DESTROY).toList())
          .filter(one -> one.dueAt() != null && !one.dueAt().isAfter(cutoff));
    }
  }
}
