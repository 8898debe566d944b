package io.lethe.policy;

import io.lethe.time.Term;
import io.lethe.time.WorkingDays;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How subjects are told of a change before it takes effect.
 *
 * @param term the time that they have between the notice and the change; empty when it only has to
 *     come first
 */
public record Notice(Optional<Term> term) {

  private static final String REQUIRED = "required";

  /**
   * Reads {@code required} or a term.
   *
   * @throws IllegalArgumentException when it is neither
   */
  static Notice parse(String text) {
    return new Notice(text.equals(REQUIRED) ? Optional.empty() : Optional.of(Term.parse(text)));
  }

  /**
   * The latest day of a notice, so that the whole term lies between it and the change. A notice of
   * working days is given on a working day: on another it would count as given on the next one.
   *
   * @param effective the day on which the change takes effect
   */
  Latest latest(LocalDate effective, WorkingDays calendar) {
    if (term.isEmpty()) {
      return new Latest(effective, OptionalInt.empty());
    }
    return term.get() instanceof Term.Working working
        ? back(working.days() + 1, effective, calendar)
        : new Latest(before(term.get(), effective, calendar), OptionalInt.empty());
  }

  /** Counts working days back. */
  private static Latest back(int days, LocalDate effective, WorkingDays calendar) {
    LocalDate day = effective;
    OptionalInt missing = OptionalInt.empty();
    for (int left = days; left > 0; ) {
      day = day.minusDays(1);
      if (!calendar.knows(day.getYear())) {
        missing = OptionalInt.of(day.getYear());
      }
      if (calendar.works(day)) {
        left--;
      }
    }
    return new Latest(day, missing);
  }

  /** The ends of months move a term by days, so the last that fits is looked for. */
  private static LocalDate before(Term term, LocalDate effective, WorkingDays calendar) {
    LocalDate day = effective;
    LocalDate last = term.after(day, calendar).day();
    while (!last.isBefore(effective)) {
      day = day.minusDays(last.toEpochDay() - effective.toEpochDay() + 1);
      last = term.after(day, calendar).day();
    }
    while (term.after(day.plusDays(1), calendar).day().isBefore(effective)) {
      day = day.plusDays(1);
    }
    return day;
  }

  /**
   * The latest day of a notice.
   *
   * @param missingYear a year in which working days would have to be counted and the calendar lacks
   */
  record Latest(LocalDate day, OptionalInt missingYear) {}
}
