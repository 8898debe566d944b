package io.lethe.subject;

import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.PolicyDocument;
import io.lethe.policy.PolicyVersion;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.time.Calendars;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The retention clocks of every category of every version, and the timelines they make. */
@ApplicationScoped
public class Clocks {

  private final PolicyCatalog policies;
  private final Calendars calendars;
  private final Map<Key, RetentionClock> clocks = new ConcurrentHashMap<>();

  /** By the number of activations as well: each makes other timelines. */
  private final Map<Integer, Map<Key, Timeline>> timelines = new ConcurrentHashMap<>();

  Clocks(PolicyCatalog policies, Calendars calendars) {
    this.policies = policies;
    this.calendars = calendars;
  }

  /**
   * The terms that count for a category's records of one version.
   *
   * @param version that protected the records
   */
  public Timeline of(String policy, int version, String category) {
    List<PolicyVersion> history = policies.history(policy);
    return timelines
        .computeIfAbsent(history.size(), activations -> new ConcurrentHashMap<>())
        .computeIfAbsent(
            new Key(policy, version, category, calendars.epoch()),
            key -> new Timeline(stages(history, version, category)));
  }

  /** The same, were {@code next} activated at {@code at}; it says how long the category is kept. */
  public Timeline with(PolicyVersion next, Instant at, int version, String category) {
    List<Timeline.Stage> stages =
        new ArrayList<>(stages(policies.history(next.policy()), version, category));
    stages.add(new Timeline.Stage(next.version(), at, clock(next, category)));
    return new Timeline(stages);
  }

  /** A later version counts if it says how long data of the category is kept. */
  private List<Timeline.Stage> stages(List<PolicyVersion> history, int version, String category) {
    List<Timeline.Stage> stages = new ArrayList<>();
    for (PolicyVersion one : history) {
      if (one.version() == version) {
        stages.add(Timeline.Stage.own(version, clock(one, category)));
      } else if (!stages.isEmpty() && one.governs(category)) {
        Instant since = one.activatedAt().orElseThrow();
        stages.add(new Timeline.Stage(one.version(), since, clock(one, category)));
      }
    }
    if (stages.isEmpty()) {
      throw new ServiceException(ErrorCode.NOT_FOUND, "there is no such policy version");
    }
    return stages;
  }

  /**
   * The terms of all records of a version that were collected between two instants, where they are
   * the same whatever comes: by every version that counts for them, their clock is fixed and the
   * instants are of one day; and by the newest one that has the category nobody is told of single
   * records.
   *
   * @param last not before {@code first}
   */
  public Optional<Timeline.Terms> fixed(
      String policy, int version, String category, Instant first, Instant last) {
    List<PolicyVersion> history = policies.history(policy);
    boolean newest =
        history.stream()
            .filter(one -> one.document().categories().containsKey(category))
            .reduce((earlier, later) -> later)
            .filter(one -> one.keepsTimeTables(category))
            .isPresent();
    boolean always =
        counting(history, version, category)
            .allMatch(
                one -> {
                  ZoneId zone = one.document().zone();
                  return one.keepsTimeTables(category)
                      && LocalDate.ofInstant(first, zone).equals(LocalDate.ofInstant(last, zone));
                });
    return newest && always
        ? Optional.of(
            of(policy, version, category).read(new ClockFacts(first, first, null, List.of())))
        : Optional.empty();
  }

  /** The same by the newest version alone that says how long data of the category is kept. */
  public Optional<Timeline.Terms> fixed(
      String policy, String category, Instant first, Instant last) {
    return policies
        .published(policy)
        .filter(version -> version.governs(category))
        .reduce((earlier, later) -> later)
        .flatMap(version -> fixed(policy, version.version(), category, first, last));
  }

  private static Stream<PolicyVersion> counting(
      List<PolicyVersion> history, int version, String category) {
    return history.stream()
        .dropWhile(one -> one.version() != version)
        .filter(one -> one.version() == version || one.governs(category));
  }

  private RetentionClock clock(PolicyVersion version, String category) {
    return clocks.computeIfAbsent(
        new Key(version.policy(), version.version(), category, calendars.epoch()),
        key -> {
          PolicyDocument document = version.document();
          return RetentionClock.of(
              document,
              document.categories().get(category),
              calendars.find(document.calendar()).orElseThrow());
        });
  }

  /** The clock of values that a rectification has replaced at an instant. */
  public RetentionClock.Reading replaced(PolicyVersion version, String category, Instant at) {
    return clock(version, category).replaced(at);
  }

  /** What was due before this instant is past its deadline, whatever version allows most time. */
  public Instant overdueBefore(String policy, String category, Instant now) {
    return limits(policy, category)
        .map(limits -> limits.overdueBefore(now))
        .min(Comparator.naturalOrder())
        .orElse(now);
  }

  /** The deadline of what is due at an instant, by the version that allows most time. */
  public Instant deadline(String policy, String category, Instant due) {
    return limits(policy, category)
        .map(limits -> limits.deadline(due))
        .max(Comparator.naturalOrder())
        .orElse(due);
  }

  /**
   * The deadline of a category's records that are due at an instant, by the shortest limit of a
   * rule of the version whose terms are the last ones; empty where no rule has one.
   */
  public Optional<LocalDate> strictestDeadline(String policy, String category, Instant due) {
    return policies
        .published(policy)
        .filter(version -> version.governs(category))
        .reduce((earlier, later) -> later)
        .flatMap(version -> clock(version, category).limits().strictest(due));
  }

  /**
   * The beginning of the last lawful day of a category's records that are due at an instant, by the
   * shortest limit of a rule of any version; empty where no rule has one.
   */
  public Optional<Instant> lastDay(String policy, String category, Instant due) {
    return limits(policy, category)
        .flatMap(limits -> limits.lastDay(due).stream())
        .min(Comparator.naturalOrder());
  }

  /** The types of events at which a category's data is due without any time for it. */
  public Set<String> atOnce(String policy, String category) {
    Set<String> types = new TreeSet<>();
    limits(policy, category).forEach(limits -> types.addAll(limits.atOnce()));
    types.add(PolicyDocument.DESTRUCTION_DEMANDED);
    return types;
  }

  private Stream<ActionLimits> limits(String policy, String category) {
    return policies
        .published(policy)
        .filter(version -> version.governs(category))
        .map(version -> clock(version, category).limits());
  }

  /** The types of what may move the clock of a category, activity aside. */
  public Set<String> movers(PolicyVersion version, String category) {
    RetentionClock clock = clock(version, category);
    Set<String> types = new TreeSet<>(PolicyDocument.BUILT_IN_EVENTS);
    types.addAll(version.document().events());
    types.add(PolicyDocument.DESTRUCTION_DEMANDED);
    types.removeAll(PolicyDocument.OF_THE_RECORD);
    types.removeIf(type -> !clock.movedBy(type));
    return types;
  }

  /**
   * Whether the clock of a category is read by the order of events, and not by first ones alone.
   */
  public boolean readsInOrder(PolicyVersion version, String category) {
    return clock(version, category).readsInOrder();
  }

  /** The categories whose clocks events of this type may move. */
  public List<String> movedBy(String policy, String type) {
    return policies
        .published(policy)
        .flatMap(
            version ->
                version.document().categories().keySet().stream()
                    .filter(name -> clock(version, name).movedBy(type)))
        .distinct()
        .toList();
  }

  /**
   * When an event makes records due at the earliest, by category, over all versions that may have
   * protected some.
   */
  Map<String, Instant> notBefore(String policy, ClockFacts.Event event) {
    Map<String, Instant> dues = new HashMap<>();
    for (PolicyVersion version : policies.published(policy).toList()) {
      for (String category : version.document().categories().keySet()) {
        Instant due = clock(version, category).notBefore(event);
        if (due != null) {
          dues.merge(category, due, (a, b) -> a.isBefore(b) ? a : b);
        }
      }
    }
    return dues;
  }

  /** With how many tables the calendars had: with each, terms may end on other days. */
  private record Key(String policy, int version, String category, int calendars) {}
}
