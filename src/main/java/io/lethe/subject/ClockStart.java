package io.lethe.subject;

import io.lethe.policy.Category;
import io.lethe.policy.PolicyDocument;
import io.lethe.policy.RetentionRule;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where the terms of a category's rules start: at the event.
 *
 * <p><b>Guarantee</b>: never before the product said that the record was collected. Where it did
 * not say so, only the receipt is known: then an event counts as it stands if the record was here
 * when it came. Activity only ever moves a start later. What a withdrawal starts, {@link
 * Withdrawals} says.
 */
final class ClockStart {

  private final Category category;
  private final Withdrawals withdrawals;

  /**
   * The starts of a category.
   *
   * @param withdrawals of its purposes
   */
  ClockStart(Category category, Withdrawals withdrawals) {
    this.category = category;
    this.withdrawals = withdrawals;
  }

  /** When the term of a rule starts to count; null while its event has not come. */
  @Nullable Instant of(RetentionRule rule, ClockFacts facts) {
    return switch (rule.from()) {
      case PolicyDocument.COLLECTED -> facts.collectedAt();
      case PolicyDocument.LAST_ACTIVITY -> activity(facts);
      case PolicyDocument.CONSENT_WITHDRAWN -> withdrawals.withdrawn(rule, facts);
      case PolicyDocument.OPTED_OUT -> withdrawals.optedOut(rule, facts);
      default -> first(rule.from(), facts);
    };
  }

  /** Whether an event may start the term of a rule. */
  boolean begins(RetentionRule rule, ClockFacts.Event event) {
    return rule.from().equals(event.type()) && concerns(event)
        || rule.from().equals(PolicyDocument.CONSENT_WITHDRAWN) && withdrawals.ends(event);
  }

  /** When the record's destruction was first demanded; null while it was not. */
  @Nullable Instant demanded(ClockFacts facts) {
    Instant first = null;
    for (ClockFacts.Event event : facts.events()) {
      if (demands(event) && facts.counts(event) && (first == null || event.at().isBefore(first))) {
        first = event.at();
      }
    }
    return first;
  }

  /** Whether an event demands the destruction of this category. */
  boolean demands(ClockFacts.Event event) {
    return event.type().equals(PolicyDocument.DESTRUCTION_DEMANDED)
        && (event.purpose().isEmpty() || event.purpose().equals(category.name()));
  }

  /** The last activity, and of a record that is newer than the first one, its collection. */
  private static @Nullable Instant activity(ClockFacts facts) {
    ClockFacts.Activity activity = facts.activity();
    if (activity == null) {
      return null;
    }
    boolean asItStands =
        facts.collectionUnsaid() && !activity.since().isBefore(facts.receivedAt())
            || activity.last().isAfter(facts.collectedAt());
    return asItStands ? activity.last() : facts.collectedAt();
  }

  /** The first event of a type that counts. */
  private @Nullable Instant first(String type, ClockFacts facts) {
    Instant first = null;
    for (ClockFacts.Event event : facts.events()) {
      if (event.type().equals(type)
          && facts.counts(event)
          && concerns(event)
          && (first == null || event.at().isBefore(first))) {
        first = event.at();
      }
    }
    return first;
  }

  /** Whether an event speaks of a purpose of this category. */
  private boolean concerns(ClockFacts.Event event) {
    return event.purpose().isEmpty() || category.purposes().contains(event.purpose());
  }
}
