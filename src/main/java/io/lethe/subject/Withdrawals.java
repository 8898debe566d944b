package io.lethe.subject;

import io.lethe.policy.Ground;
import io.lethe.policy.PolicyDocument;
import io.lethe.policy.RetentionRule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Since when a category's data stands without consent, as its events tell in the order of their
 * times; of two at the same time the consent comes first.
 *
 * <p><b>Guarantee</b>: pure. A withdrawal starts a term only when no purpose has a ground left, and
 * a later consent undoes it, but revives nothing that has expired by then. A consent only ever
 * moves a start later, and any other event never to before its own time: so an event that lowers
 * what is stored to its own due date lowers it far enough, in whatever order events come.
 */
final class Withdrawals {

  /** What the rules run from whose starts are worked out here. */
  static final Set<String> STARTS =
      Set.of(PolicyDocument.CONSENT_WITHDRAWN, PolicyDocument.OPTED_OUT);

  private static final Comparator<ClockFacts.Event> ORDER =
      Comparator.comparing(ClockFacts.Event::at)
          .thenComparing(event -> event.type().equals(PolicyDocument.CONSENT_GIVEN) ? 0 : 1);

  private final List<Basis> bases = new ArrayList<>();
  private final BiFunction<RetentionRule, Instant, Instant> expiry;

  /**
   * The withdrawals of a category.
   *
   * @param grounds of its purposes, by purpose; empty stands for consent to whatever it may be
   * @param expiry until when a new consent undoes what started the term of a rule at an instant
   */
  Withdrawals(
      Map<String, List<Ground>> grounds, BiFunction<RetentionRule, Instant, Instant> expiry) {
    if (grounds.isEmpty()) {
      bases.add(new Basis("", Ground.CONSENT));
    }
    grounds.forEach(
        (purpose, of) ->
            of.stream()
                .filter(Ground::identified)
                .forEach(ground -> bases.add(new Basis(purpose, ground))));
    this.expiry = expiry;
  }

  /**
   * Since when no purpose has a ground left, all consents having been withdrawn; null while one
   * has.
   */
  @Nullable Instant withdrawn(RetentionRule rule, ClockFacts facts) {
    Set<Basis> living = new HashSet<>(bases);
    if (living.stream().noneMatch(Basis::consent)) {
      return null;
    }
    Instant since = null;
    for (ClockFacts.Event event : inOrder(facts)) {
      if (given(event)) {
        if (since == null || event.at().isBefore(expiry.apply(rule, since))) {
          since = restore(living, event) ? null : since;
        }
      } else if (living.removeIf(basis -> basis.endedBy(event))
          && living.isEmpty()
          && since == null) {
        since = event.at();
      }
    }
    return since;
  }

  private boolean restore(Set<Basis> living, ClockFacts.Event consent) {
    boolean restored = false;
    for (Basis basis : bases) {
      if (basis.consent() && consent.concerns(basis.purpose())) {
        living.add(basis);
        restored = true;
      }
    }
    return restored;
  }

  /** Since when the first purpose is opted out of; null while none is. */
  @Nullable Instant optedOut(RetentionRule rule, ClockFacts facts) {
    Map<String, Instant> since = new TreeMap<>();
    for (ClockFacts.Event event : inOrder(facts)) {
      for (Basis basis : bases) {
        String purpose = basis.purpose();
        if (!event.concerns(purpose)) {
          continue;
        }
        if (event.type().equals(PolicyDocument.OPTED_OUT)) {
          since.putIfAbsent(purpose, event.at());
        } else if (given(event) && basis.consent() && since.containsKey(purpose)) {
          since.computeIfPresent(
              purpose, (of, out) -> event.at().isBefore(expiry.apply(rule, out)) ? null : out);
        }
      }
    }
    return since.values().stream().min(Comparator.naturalOrder()).orElse(null);
  }

  /** Whether an event ends a ground of a purpose. */
  boolean ends(ClockFacts.Event event) {
    return bases.stream().anyMatch(basis -> basis.endedBy(event));
  }

  /** Whether events of this type may move what is worked out here. */
  boolean movedBy(String type) {
    return bases.stream()
        .anyMatch(
            basis ->
                type.equals(PolicyDocument.CONSENT_GIVEN) ? basis.consent() : basis.endedBy(type));
  }

  private static List<ClockFacts.Event> inOrder(ClockFacts facts) {
    return facts.events().stream()
        .filter(event -> given(event) || facts.counts(event))
        .sorted(ORDER)
        .toList();
  }

  private static boolean given(ClockFacts.Event event) {
    return event.type().equals(PolicyDocument.CONSENT_GIVEN);
  }

  /** A ground of a purpose. */
  private record Basis(String purpose, Ground ground) {

    boolean consent() {
      return ground == Ground.CONSENT;
    }

    /** Consent ends by withdrawal alone here: what a purpose leaves when achieved has own terms. */
    boolean endedBy(String type) {
      return ground.endedBy().contains(type)
          || type.equals(PolicyDocument.PURPOSE_ACHIEVED) && !consent();
    }

    boolean endedBy(ClockFacts.Event event) {
      return event.concerns(purpose) && endedBy(event.type());
    }
  }
}
