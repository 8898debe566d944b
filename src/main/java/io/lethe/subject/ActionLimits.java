package io.lethe.subject;

import io.lethe.policy.LawOverlay;
import io.lethe.policy.PolicyDocument;
import io.lethe.policy.RetentionRule;
import io.lethe.time.WorkingDays;
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

  /**
   * The end of the last day by the longest one, of what is due at an instant; the instant itself
   * where no rule has a limit.
   */
  public Instant deadline(Instant due) {
    return longest(termEnds(due))
        .map(last -> last.plusDays(1).atStartOfDay(zone).toInstant())
        .orElse(due);
  }

  /**
   * What was due before this instant is past its {@link #deadline}, and nothing else.
   *
   * <p>Limits count from the day on which a term has ended, and a later one never has an earlier
   * last day; how many days there are to it depends on the days that are not working days.
   */
  public Instant overdueBefore(Instant now) {
    LocalDate today = LocalDate.ofInstant(now, zone);
    if (longest(today).isEmpty()) {
      return now;
    }
    LocalDate open = today;
    LocalDate past = today.minusDays(1);
    for (long back = 1; !isPast(past, today); back *= 2) {
      open = past;
      past = past.minusDays(back);
    }
    while (past.plusDays(1).isBefore(open)) {
      LocalDate middle = past.plusDays(ChronoUnit.DAYS.between(past, open) / 2);
      if (isPast(middle, today)) {
        past = middle;
      } else {
        open = middle;
      }
    }
    return open.atStartOfDay(zone).toInstant().plusNanos(1_000);
  }

  private boolean isPast(LocalDate termEnds, LocalDate today) {
    return longest(termEnds).orElse(today).isBefore(today);
  }

  private Optional<LocalDate> longest(LocalDate from) {
    return lastDays(from).max(Comparator.naturalOrder());
  }

  /** What is due at the beginning of a day had its term end the day before. */
  private LocalDate termEnds(Instant due) {
    return LocalDate.ofInstant(due.minusNanos(1_000), zone);
  }

  /**
   * The last day by the shortest one, of what is due at an instant; empty where no rule has one.
   *
   * <p>What is due at the beginning of a day had its term end the day before, from which the limit
   * counts.
   */
  public Optional<LocalDate> strictest(Instant due) {
    return lastDays(termEnds(due)).min(Comparator.naturalOrder());
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
