package io.lethe.subject;

import io.lethe.policy.Action;
import io.lethe.policy.RetentionRule;
import io.lethe.time.Term;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Due dates worked out the slow way: terms by year, month and day, the start of a day by looking
 * for its first instant.
 */
record RetentionClockOracle(ZoneId zone, boolean law, String purpose) {

  private static final Set<String> THIRTY_DAYS = Set.of("account-deleted", "consent-withdrawn");
  private static final Duration STEP = Duration.ofMinutes(15);

  @Nullable Instant due(RetentionRule rule, ClockFacts facts) {
    Instant start = start(rule, facts);
    return start == null || rule.keep().isEmpty()
        ? start
        : firstInstantOf(after(day(start), rule.keep()).plusDays(1));
  }

  @Nullable LocalDate deadline(RetentionRule rule, ClockFacts facts) {
    Instant start = start(rule, facts);
    if (start == null) {
      return null;
    }
    LocalDate end = after(day(start), rule.keep());
    LocalDate own = rule.within().isEmpty() ? null : after(end, rule.within());
    LocalDate legal = law && THIRTY_DAYS.contains(rule.from()) ? end.plusDays(30) : null;
    if (own == null || legal == null) {
      return own == null ? legal : own;
    }
    return own.isBefore(legal) ? own : legal;
  }

  /** The earliest; destruction before depersonalization, then the first of the policy. */
  Optional<RetentionRule> winner(List<RetentionRule> rules, ClockFacts facts) {
    RetentionRule winner = null;
    for (RetentionRule rule : rules) {
      Instant due = due(rule, facts);
      Instant best = winner == null ? null : due(winner, facts);
      boolean destroysFirst =
          due != null
              && due.equals(best)
              && rule.then() == Action.DESTROY
              && winner.then() != Action.DESTROY;
      if (due != null && (best == null || due.isBefore(best) || destroysFirst)) {
        winner = rule;
      }
    }
    return Optional.ofNullable(winner);
  }

  private @Nullable Instant start(RetentionRule rule, ClockFacts facts) {
    return switch (rule.from()) {
      case "collected" -> facts.collectedAt();
      case "last-activity" -> facts.activity() == null ? null : activity(facts, facts.activity());
      default -> event(rule, facts);
    };
  }

  private static Instant activity(ClockFacts facts, ClockFacts.Activity activity) {
    boolean unsaid = facts.collectedAt().equals(facts.receivedAt());
    boolean recordWasFirst = facts.receivedAt().compareTo(activity.since()) <= 0;
    if (unsaid && recordWasFirst) {
      return activity.last();
    }
    return facts.collectedAt().isAfter(activity.last()) ? facts.collectedAt() : activity.last();
  }

  private @Nullable Instant event(RetentionRule rule, ClockFacts facts) {
    Instant event = null;
    for (ClockFacts.Event one : facts.events()) {
      boolean ofRule =
          one.type().equals(rule.from())
              && (one.purpose().isEmpty() || one.purpose().equals(purpose));
      boolean older = one.at().isBefore(facts.collectedAt());
      boolean cameFirst = one.receivedAt().isBefore(facts.receivedAt());
      boolean unsaid = facts.collectedAt().equals(facts.receivedAt());
      if (ofRule
          && (!older || unsaid && !cameFirst)
          && (event == null || one.at().isBefore(event))) {
        event = one.at();
      }
    }
    return event;
  }

  private LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, zone);
  }

  private static LocalDate after(LocalDate day, Optional<Term> term) {
    Period period = term.map(Object::toString).map(Period::parse).orElse(Period.ZERO);
    int months = day.getYear() * 12 + day.getMonthValue() - 1;
    months += period.getYears() * 12 + period.getMonths();
    YearMonth month = YearMonth.of(months / 12, months % 12 + 1);
    int last = month.lengthOfMonth();
    LocalDate end = month.atDay(Math.min(day.getDayOfMonth(), last));
    return LocalDate.ofEpochDay(end.toEpochDay() + period.getDays());
  }

  /** Zones shift at quarters of an hour, and are within 15 hours of UTC. */
  private Instant firstInstantOf(LocalDate day) {
    Instant at = day.atStartOfDay(ZoneOffset.UTC).toInstant().minus(Duration.ofHours(15));
    while (day(at).isBefore(day)) {
      at = at.plus(STEP);
    }
    return at;
  }
}
