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
 * when it came. Activity only ever moves a start later. A withdrawal of consent starts a term only
 * when no purpose of the category has consent, or another ground, left.
 */
final class ClockStart {

  private final Category category;
  private final boolean consentAlone;

  /**
   * The starts of a category.
   *
   * @param consentAlone whether consent is the only ground of its purposes
   */
  ClockStart(Category category, boolean consentAlone) {
    this.category = category;
    this.consentAlone = consentAlone;
  }

  /** When the term of a rule starts to count; null while its event has not come. */
  @Nullable Instant of(RetentionRule rule, ClockFacts facts) {
    return switch (rule.from()) {
      case PolicyDocument.COLLECTED -> facts.collectedAt();
      case PolicyDocument.LAST_ACTIVITY -> activity(facts);
      case PolicyDocument.CONSENT_WITHDRAWN -> withdrawn(facts);
      default -> first(rule.from(), "", facts);
    };
  }

  /** When the record's destruction was first demanded; null while it was not. */
  @Nullable Instant demanded(ClockFacts facts) {
    Instant first = null;
    for (ClockFacts.Event event : facts.events()) {
      if (demands(event) && counts(event, facts) && (first == null || event.at().isBefore(first))) {
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

  /** Whether a record was there when an event happened, or came. */
  private static boolean counts(ClockFacts.Event event, ClockFacts facts) {
    return !event.at().isBefore(facts.collectedAt())
        || facts.collectionUnsaid() && !event.receivedAt().isBefore(facts.receivedAt());
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

  /** When the last purpose lost its consent; null while another ground or a consent remains. */
  private @Nullable Instant withdrawn(ClockFacts facts) {
    if (!consentAlone) {
      return null;
    }
    if (category.purposes().isEmpty()) {
      return first(PolicyDocument.CONSENT_WITHDRAWN, "", facts);
    }
    Instant last = Instant.MIN;
    for (String purpose : category.purposes()) {
      Instant first = first(PolicyDocument.CONSENT_WITHDRAWN, purpose, facts);
      if (first == null) {
        return null;
      }
      last = first.isAfter(last) ? first : last;
    }
    return last;
  }

  /** The first event of a type that counts; of one purpose, or of any when {@code of} is empty. */
  private @Nullable Instant first(String type, String of, ClockFacts facts) {
    Instant first = null;
    for (ClockFacts.Event event : facts.events()) {
      if (event.type().equals(type)
          && counts(event, facts)
          && (of.isEmpty()
              ? concerns(event)
              : event.purpose().isEmpty() || event.purpose().equals(of))
          && (first == null || event.at().isBefore(first))) {
        first = event.at();
      }
    }
    return first;
  }

  /** Whether an event speaks of a purpose of this category. */
  boolean concerns(ClockFacts.Event event) {
    return event.purpose().isEmpty() || category.purposes().contains(event.purpose());
  }
}
