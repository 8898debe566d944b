package io.lethe.subject;

import io.lethe.policy.LawOverlay;
import io.lethe.policy.PolicyDocument;
import io.lethe.policy.RetentionRule;
import io.lethe.time.WorkingDays;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How much time a category's rules allow between due date and action, the law's limits included.
 */
public record ActionLimits(
    List<RetentionRule> rules, List<String> laws, ZoneId zone, WorkingDays calendar) {

  public ActionLimits {
    rules = List.copyOf(rules);
    laws = List.copyOf(laws);
  }

  /** The longest one, seen from {@code now}; zero where no rule has a limit. */
  public Duration longest(Instant now) {
    LocalDate today = LocalDate.ofInstant(now, zone);
    return lastDays(today)
        .map(last -> Duration.ofDays(ChronoUnit.DAYS.between(today, last)))
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /**
   * The last day by the shortest one, of what is due at an instant; empty where no rule has one.
   *
   * <p>What is due at the beginning of a day had its term end the day before, from which the limit
   * counts.
   */
  public Optional<LocalDate> strictest(Instant due) {
    return lastDays(LocalDate.ofInstant(due.minusNanos(1_000), zone))
        .min(Comparator.naturalOrder());
  }

  /** The beginning of that day. */
  public Optional<Instant> lastDay(Instant due) {
    return strictest(due).map(day -> day.atStartOfDay(zone).toInstant());
  }

  /** The types of events at which data is due that is given no time: neither a term nor a limit. */
  public Set<String> atOnce() {
    return rules.stream()
        .filter(rule -> rule.keep().isEmpty())
        .filter(rule -> !PolicyDocument.OF_THE_RECORD.contains(rule.from()))
        .filter(rule -> LawOverlay.effective(laws, rule).from(LocalDate.EPOCH, calendar).isEmpty())
        .map(RetentionRule::from)
        .collect(Collectors.toSet());
  }

  private Stream<LocalDate> lastDays(LocalDate from) {
    return rules.stream()
        .flatMap(rule -> LawOverlay.effective(laws, rule).from(from, calendar).stream())
        .map(limit -> limit.last().day());
  }
}
