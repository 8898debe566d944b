package io.lethe.policy;

import io.lethe.time.Term;
import io.lethe.transform.FieldRule;
import io.lethe.transform.Method;
import java.time.Period;

/**
 * Which categories are kept in time tables: those whose clock is fixed when a record is received,
 * which have no key to be ended, and of which nobody is told record by record what was destroyed.
 *
 * <p><b>Guarantee</b>: all records of such a category that are collected on a day of the policy's
 * zone are due at the same instant, for destruction, whatever events come; but for a demand. (The
 * overlays of laws limit what follows events of people alone.)
 */
final class FixedClock {

  /** Longest term in days: there is a table for each day of it. */
  private static final int MOST_DAYS = 100;

  private static final int LONGEST_MONTH = 31;

  private FixedClock() {}

  static boolean of(PolicyDocument document, Category category) {
    return !category.retention().isEmpty()
        && category.retention().stream().allMatch(FixedClock::fixed)
        && category.previous().isEmpty()
        && category.fields().stream().noneMatch(FixedClock::keyed)
        && category.published().isEmpty()
        && category.accessBy().isEmpty()
        && document.recipients().values().stream()
            .noneMatch(one -> one.processor() && one.getsCategory(category.name()));
  }

  private static boolean fixed(RetentionRule rule) {
    return rule.from().equals(PolicyDocument.COLLECTED)
        && rule.then() == Action.DESTROY
        && rule.keep().filter(FixedClock::limited).isPresent()
        && rule.within().filter(Term.Working.class::isInstance).isEmpty();
  }

  private static boolean limited(Term keep) {
    if (keep instanceof Term.Calendar calendar) {
      Period period = calendar.period();
      return period.toTotalMonths() * LONGEST_MONTH + period.getDays() <= MOST_DAYS;
    }
    return false;
  }

  /** Whether a field is under a data key, or under a version that its record has to tell. */
  private static boolean keyed(FieldRule field) {
    return field.onReceipt() instanceof Method.Encrypt
        || field.onReceipt() instanceof Method.FormatPreserving;
  }
}
