package io.lethe.retention;

import io.lethe.subject.ClockFacts;
import io.lethe.subject.Restraint;
import io.lethe.subject.RetentionClock.Reading;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a run does with a claimed row, decided under the locks. */
sealed interface Verdict {

  Claimed row();

  /**
   * It is due: the rule of the reading is carried out.
   *
   * @param version whose rule it is, which may be a later one than protected the record
   * @param otherwise a rule that destroys and is due as well, for a row that cannot be
   *     depersonalized
   */
  record Act(
      Claimed row, int version, Reading reading, Optional<Reading> otherwise, ClockFacts facts)
      implements Verdict {

    /** The same row, destroyed instead. */
    Optional<Act> destroyed() {
      return otherwise.map(rule -> new Act(row, version, rule, otherwise, facts));
    }
  }

  /** It is due and kept as it is. */
  record Keep(Claimed row, Restraint restraint) implements Verdict {}

  /**
   * Its clock has moved, or waits.
   *
   * @param dueAt when it is claimed again; null waits for an event
   */
  record Postpone(Claimed row, @Nullable Instant dueAt) implements Verdict {}

  /** Its subject is locked by another transaction; it is left for later. */
  record Busy(Claimed row) implements Verdict {}
}
