package io.lethe.policy;

import io.lethe.time.Term;
import java.time.Period;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Limits that a law sets whatever the policy says; the stricter of both counts.
 *
 * <p><b>Source</b>: Federal Law 152-FZ, articles 5(7) and 21(4)-(5).
 */
public final class LawOverlay {

  /** Name of the overlay of Federal Law 152-FZ. */
  public static final String RU_152_FZ = "ru-152-fz";

  /** Names of every overlay; those of other countries know requests alone. */
  public static final Set<String> NAMES = LegalRight.LAWS;

  private static final Term THIRTY_DAYS = new Term.Calendar(Period.ofDays(30));
  private static final Map<String, String> CLAUSES =
      Map.of(
          PolicyDocument.ACCOUNT_DELETED,
          "152-FZ 21(4)",
          PolicyDocument.CONSENT_WITHDRAWN,
          "152-FZ 21(5)",
          PolicyDocument.PURPOSE_ACHIEVED,
          "152-FZ 21(4)");

  /** What follows these may be agreed otherwise in a contract with the subject. */
  private static final Set<String> BY_AGREEMENT =
      Set.of(PolicyDocument.ACCOUNT_DELETED, PolicyDocument.PURPOSE_ACHIEVED);

  private LawOverlay() {}

  /**
   * A law's limit on {@code within}.
   *
   * @param clause the law's own reference
   */
  public record Cap(Term within, String clause) {}

  /** The limit that these laws set on what follows an event of this type. */
  public static Optional<Cap> cap(Collection<String> laws, String event) {
    return laws.contains(RU_152_FZ)
        ? Optional.ofNullable(CLAUSES.get(event)).map(clause -> new Cap(THIRTY_DAYS, clause))
        : Optional.empty();
  }

  /**
   * Whether a contract with the subject may set a longer limit. It may where a purpose has ended; a
   * withdrawal is no part of the contract, and keeps its thirty days.
   */
  static boolean liftable(String event) {
    return BY_AGREEMENT.contains(event);
  }

  /** Whether a contract with the subject has it as the rule says, be the law stricter. */
  static boolean agreed(RetentionRule rule) {
    return rule.lifted() && liftable(rule.from());
  }

  /** How long the action of this rule may take under these laws, and what was agreed. */
  public static EffectiveWithin effective(Collection<String> laws, RetentionRule rule) {
    boolean lifted = agreed(rule) && rule.within().isPresent();
    return new EffectiveWithin(rule.within(), lifted ? Optional.empty() : cap(laws, rule.from()));
  }
}
