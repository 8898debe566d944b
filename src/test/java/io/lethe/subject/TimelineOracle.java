package io.lethe.subject;

import io.lethe.policy.Action;
import io.lethe.policy.RetentionRule;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * When a record is due, said without turns: at the first moment at which a version that is in force
 * says so. At the moment of an activation both versions are in force, the older one before.
 */
record TimelineOracle(List<Version> versions) {

  /** A version, in force from {@code since}; the first has always been. */
  record Version(Instant since, ZoneId zone, boolean law, List<RetentionRule> rules) {

    private RetentionClockOracle clock() {
      return new RetentionClockOracle(zone, law, ClockSamples.PURPOSE);
    }

    /** The due date of a rule; of one that runs from depersonalization, done at {@code at}. */
    private @Nullable Instant due(RetentionRule rule, ClockFacts facts, Instant at) {
      ClockFacts when =
          rule.from().equals("depersonalized")
              ? new ClockFacts(at, at, facts.activity(), facts.events())
              : facts;
      RetentionRule read =
          rule.from().equals("depersonalized")
              ? new RetentionRule(
                  rule.index(), "collected", rule.keep(), rule.within(), rule.then(), "")
              : rule;
      return clock().due(read, when);
    }
  }

  /** What is due, when, and by which rule of which version. */
  record Due(Instant at, int version, RetentionRule rule) {}

  /** The first moment of a whole record. */
  Optional<Due> due(ClockFacts facts) {
    return first(versions, facts, Instant.EPOCH, false);
  }

  /** The Monday on which goes what is left of a record that is depersonalized at {@code at}. */
  Optional<LocalDate> destroyAfter(ClockFacts facts, Instant at) {
    int from = due(facts).map(Due::version).orElse(versions.size() - 1);
    List<Version> know =
        versions.subList(from, versions.size()).stream()
            .filter(
                version ->
                    version.rules().stream()
                        .filter(rule -> rule.then() == Action.DESTROY)
                        .anyMatch(rule -> version.due(rule, facts, at) != null))
            .toList();
    return first(know, facts, at, true)
        .map(
            due -> {
              LocalDate day = LocalDate.ofInstant(due.at(), know.get(due.version()).zone());
              while (day.getDayOfWeek() != DayOfWeek.MONDAY) {
                day = day.plusDays(1);
              }
              return day;
            });
  }

  private Optional<Due> first(List<Version> versions, ClockFacts facts, Instant at, boolean left) {
    Version own = this.versions.get(0);
    TreeSet<Instant> moments = new TreeSet<>();
    versions.forEach(
        version -> {
          moments.add(version.since());
          rules(version, left).stream()
              .map(rule -> version.due(rule, facts, at))
              .filter(Objects::nonNull)
              .forEach(moments::add);
        });
    for (Instant moment : moments) {
      for (int i = 0; i < versions.size(); i++) {
        boolean begun = versions.get(i) == own || !versions.get(i).since().isAfter(moment);
        boolean ended = i + 1 < versions.size() && versions.get(i + 1).since().isBefore(moment);
        if (begun && !ended) {
          Optional<RetentionRule> rule = says(versions.get(i), facts, at, left, moment);
          if (rule.isPresent()) {
            return Optional.of(new Due(moment, i, rule.get()));
          }
        }
      }
    }
    return Optional.empty();
  }

  /** The rule by which it is due at a moment; one that destroys first. */
  private static Optional<RetentionRule> says(
      Version version, ClockFacts facts, Instant at, boolean left, Instant moment) {
    RetentionRule found = null;
    for (RetentionRule rule : rules(version, left)) {
      Instant due = version.due(rule, facts, at);
      boolean better =
          found == null || found.then() != Action.DESTROY && rule.then() == Action.DESTROY;
      if (due != null && !due.isAfter(moment) && better) {
        found = rule;
      }
    }
    return Optional.ofNullable(found);
  }

  private static List<RetentionRule> rules(Version version, boolean left) {
    return version.rules().stream()
        .filter(
            rule -> left ? rule.then() == Action.DESTROY : !rule.from().equals("depersonalized"))
        .toList();
  }
}
