package io.lethe.policy;

import io.lethe.problem.Violation;
import io.lethe.time.Term;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What another version changes in the terms of the records that are there.
 *
 * <p><b>Guarantee</b>: pure; where there is nothing in {@link #stricter()}, no record becomes due
 * earlier, none is destroyed that would have been depersonalized, and no action has less time. The
 * reverse does not hold: two terms of which neither is always the longer count as shortened.
 */
public final class TermsChange {

  /** How a change may take something from what records have. */
  enum Kind {
    /** A term is shorter, or may be. */
    TERM_SHORTENED,
    /** A rule runs that did not. */
    RULE_ADDED,
    /** What was depersonalized would be destroyed. */
    DESTROYED_INSTEAD,
    /** No term is left; records keep those that they have. */
    TERMS_REMOVED,
    /** Days, grounds or limits are counted otherwise. */
    COUNTED_OTHERWISE
  }

  private final List<PolicyVersion> history;
  private final PolicyVersion next;

  /**
   * A change.
   *
   * @param history the versions that were active so far, in the order of their activation
   */
  public TermsChange(List<PolicyVersion> history, PolicyVersion next) {
    this.history = List.copyOf(history);
    this.next = next;
  }

  /** The categories whose records may be due at another time, or for another action. */
  public Set<String> categories() {
    Set<String> changed = new LinkedHashSet<>();
    for (String name : known()) {
      PolicyVersion before = before(name);
      if (next.governs(name) && !same(before, name)) {
        changed.add(name);
      }
    }
    return changed;
  }

  /** Everything that a second person has to approve. */
  public List<Violation> stricter() {
    List<Violation> found = new ArrayList<>();
    for (String name : known()) {
      PolicyVersion before = before(name);
      if (!next.governs(name)) {
        found.add(violation(path(name), Kind.TERMS_REMOVED, "records keep the terms they have"));
      } else {
        otherwise(before, name, found);
        rules(category(before, name), category(next, name), found);
        replaced(category(before, name), category(next, name), found);
      }
    }
    return found;
  }

  /** The categories of which some version said how long they are kept. */
  private Set<String> known() {
    Set<String> known = new LinkedHashSet<>();
    history.forEach(
        version ->
            version.document().categories().keySet().stream()
                .filter(version::governs)
                .forEach(known::add));
    return known;
  }

  /** The version whose terms are the last ones. */
  private PolicyVersion before(String category) {
    return history.stream()
        .filter(version -> version.governs(category))
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  private static Category category(PolicyVersion version, String name) {
    return Optional.ofNullable(version.document().categories().get(name)).orElseThrow();
  }

  private boolean same(PolicyVersion before, String name) {
    return sameCounting(before, name)
        && category(before, name).retention().equals(category(next, name).retention());
  }

  private boolean sameLimits(PolicyVersion before) {
    return Set.copyOf(before.document().law()).containsAll(next.document().law());
  }

  /** Whether what decides, beside the rules, when the new terms start and end is as before. */
  private boolean sameCounting(PolicyVersion before, String name) {
    PolicyDocument was = before.document();
    PolicyDocument is = next.document();
    Category old = category(before, name);
    Category changed = category(next, name);
    boolean byEvents =
        changed.retention().stream()
            .anyMatch(rule -> !PolicyDocument.OF_THE_RECORD.contains(rule.from()));
    return was.zone().equals(is.zone())
        && (!changed.countsWorkingDays() || was.calendar().equals(is.calendar()))
        && (!byEvents || grounds(was, old).equals(grounds(is, changed)));
  }

  /** The grounds of every purpose that the category has; their order says nothing. */
  private static Map<String, Set<Ground>> grounds(PolicyDocument document, Category category) {
    Map<String, Set<Ground>> grounds = new HashMap<>();
    category.purposes().forEach(purpose -> grounds.put(purpose, Set.of()));
    document.grounds(category).forEach((purpose, of) -> grounds.put(purpose, Set.copyOf(of)));
    return grounds;
  }

  private void otherwise(PolicyVersion before, String name, List<Violation> found) {
    if (!sameCounting(before, name) || !sameLimits(before)) {
      found.add(
          violation(
              path(name),
              Kind.COUNTED_OTHERWISE,
              "zone, calendar, law, purposes or their grounds differ from version "
                  + before.version()));
    }
  }

  private static void rules(Category old, Category changed, List<Violation> found) {
    for (RetentionRule rule : changed.retention()) {
      if (old.retention().stream().noneMatch(one -> reaches(one, rule))) {
        Kind kind = kind(old.retention(), rule);
        found.add(
            violation(
                path(changed.name()) + ".retention[" + rule.index() + "]",
                kind,
                "the rule from " + rule.from() + " is stricter than those before"));
      }
    }
  }

  /** Records that are there get the new terms of replaced values with their next rectification. */
  private static void replaced(Category old, Category changed, List<Violation> found) {
    if (!reaches(old.replaced(), changed.replaced())) {
      found.add(
          violation(
              path(changed.name()) + ".previous",
              Kind.TERM_SHORTENED,
              "replaced values are kept for less time than before"));
    }
  }

  private static Kind kind(Collection<RetentionRule> old, RetentionRule rule) {
    List<RetentionRule> alike = old.stream().filter(r -> r.from().equals(rule.from())).toList();
    if (alike.isEmpty()) {
      return Kind.RULE_ADDED;
    }
    boolean destroyed = alike.stream().anyMatch(one -> one.then() == Action.DESTROY);
    return rule.then() == Action.DESTROY && !destroyed
        ? Kind.DESTROYED_INSTEAD
        : Kind.TERM_SHORTENED;
  }

  /** Whether an old rule acts no later than another one, as thoroughly, and with no more time. */
  private static boolean reaches(RetentionRule old, RetentionRule rule) {
    return old.from().equals(rule.from())
        && (!old.lifted() || rule.lifted())
        && (old.then() == Action.DESTROY || rule.then() == Action.DEPERSONALIZE)
        && (old.keep().isEmpty()
            || rule.keep().filter(keep -> fits(old.keep().get(), keep)).isPresent())
        && (rule.within().isEmpty()
            || old.within().filter(within -> fits(within, rule.within().get())).isPresent());
  }

  /** Whether a term never ends after another one, whatever day they start on. */
  private static boolean fits(Term shorter, Term longer) {
    if (shorter instanceof Term.Calendar one && longer instanceof Term.Calendar other) {
      return one.period().toTotalMonths() <= other.period().toTotalMonths()
          && one.period().getDays() <= other.period().getDays();
    }
    return shorter instanceof Term.Working one
        && longer instanceof Term.Working other
        && one.days() <= other.days();
  }

  private static String path(String category) {
    return "categories." + category;
  }

  private static Violation violation(String path, Kind kind, String message) {
    return new Violation(path, kind.name(), message);
  }
}
