package io.lethe.policy;

import io.lethe.time.Term;
import io.lethe.time.WorkingDays;
import java.time.LocalDate;
import java.util.Optional;

/**
 * How long an action may take: the policy's own limit and the law's, of which the earlier counts.
 *
 * @param policy the rule's {@code within}
 * @param law the law's limit
 */
public record EffectiveWithin(Optional<Term> policy, Optional<LawOverlay.Cap> law) {

  /**
   * The limit from one day.
   *
   * @param term the term that counts
   * @param last its last day
   * @param reason why the law's term counts, if it does
   */
  public record Limit(Term term, Term.LastDay last, Optional<String> reason) {}

  /**
   * The limit that counts from the last day of {@code keep}, or from the event if there is no such
   * term; nothing if neither the policy nor the law sets one.
   */
  public Optional<Limit> from(LocalDate day, WorkingDays calendar) {
    Optional<Limit> own =
        policy.map(term -> new Limit(term, term.after(day, calendar), Optional.empty()));
    Optional<Limit> legal = law.map(cap -> legal(cap, day, calendar));
    if (own.isEmpty() || legal.isEmpty()) {
      return own.or(() -> legal);
    }
    return legal.get().last().day().isBefore(own.get().last().day()) ? legal : own;
  }

  private Limit legal(LawOverlay.Cap cap, LocalDate day, WorkingDays calendar) {
    String without =
        policy.map(term -> "the policy allows " + term).orElse("the policy sets no limit");
    return new Limit(
        cap.within(),
        cap.within().after(day, calendar),
        Optional.of(cap.clause() + " allows " + cap.within() + ", " + without));
  }
}
