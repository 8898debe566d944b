package io.lethe.subject;

import io.lethe.policy.Action;
import io.lethe.policy.Category;
import io.lethe.policy.EffectiveWithin;
import io.lethe.policy.Ground;
import io.lethe.policy.LawOverlay;
import io.lethe.policy.PolicyDocument;
import io.lethe.policy.RetentionRule;
import io.lethe.time.Term;
import io.lethe.time.WorkingDays;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * When a record of one category is due under one version, for what, and why. {@link Timeline} says
 * which version counts.
 *
 * <p><b>Guarantee</b>: pure; a record is due from the start of the day after the last day of the
 * term, in the policy's zone, and the earliest rule wins (destruction before depersonalization when
 * equal). A rule whose event has not come waits.
 *
 * <p><b>Source</b>: Civil Code of the Russian Federation, articles 191 to 194.
 */
public final class RetentionClock {

  /** The event of every rule that runs from collection. */
  public static final String COLLECTED = PolicyDocument.COLLECTED;

  /** The event of every rule that runs from activity; the only one that moves a clock later. */
  public static final String LAST_ACTIVITY = PolicyDocument.LAST_ACTIVITY;

  /** The event of every rule that runs from depersonalization; none of a whole record's. */
  public static final String DEPERSONALIZED = PolicyDocument.DEPERSONALIZED;

  private static final String DEMANDED = PolicyDocument.DESTRUCTION_DEMANDED;

  private final Category category;
  private final ZoneId zone;
  private final WorkingDays calendar;
  private final List<String> laws;
  private final Withdrawals withdrawals;
  private final ClockStart starts;

  /** The clock of a category of a policy. */
  static RetentionClock of(PolicyDocument document, Category category, WorkingDays calendar) {
    return new RetentionClock(
        category, document.zone(), calendar, document.law(), document.grounds(category));
  }

  /**
   * The clock of a category whose purposes have consent alone.
   *
   * @param laws overlays whose limits count where they are stricter
   */
  public RetentionClock(Category category, ZoneId zone, WorkingDays calendar, List<String> laws) {
    this(
        category,
        zone,
        calendar,
        laws,
        category.purposes().stream()
            .collect(Collectors.toMap(name -> name, name -> List.of(Ground.CONSENT))));
  }

  RetentionClock(
      Category category,
      ZoneId zone,
      WorkingDays calendar,
      List<String> laws,
      Map<String, List<Ground>> grounds) {
    this.category = category;
    this.zone = zone;
    this.calendar = calendar;
    this.laws = List.copyOf(laws);
    this.withdrawals = new Withdrawals(grounds, this::expiry);
    this.starts = new ClockStart(category, withdrawals);
  }

  /**
   * Every rule that a whole record has, in the policy's order; a demanded destruction last.
   *
   * @param since from when on these rules count: nothing is due before, and a limit of the action
   *     counts from that day where the term had ended by then
   */
  public List<Reading> read(ClockFacts facts, Instant since) {
    List<Reading> readings = new ArrayList<>(category.retention().size());
    for (RetentionRule rule : category.retention()) {
      if (!rule.from().equals(DEPERSONALIZED)) {
        readings.add(read(rule, starts.of(rule, facts), since));
      }
    }
    Instant demanded = starts.demanded(facts);
    if (demanded != null) {
      readings.add(read(category.demanded(), demanded, since));
    }
    return readings;
  }

  /** The earliest of the readings that do not wait; a demanded destruction before any other. */
  public static Optional<Reading> earliest(List<Reading> readings) {
    Reading winner = null;
    for (Reading reading : readings) {
      if (reading.dueAt() != null && (winner == null || ORDER.compare(reading, winner) < 0)) {
        winner = reading;
      }
    }
    return Optional.ofNullable(winner);
  }

  private static final Comparator<Reading> ORDER =
      Comparator.comparing((Reading reading) -> reading.rule().from().equals(DEMANDED) ? 0 : 1)
          .thenComparing(reading -> reading.dueAt() == null ? Instant.MAX : reading.dueAt())
          .thenComparing(reading -> reading.rule().then() == Action.DESTROY ? 0 : 1)
          .thenComparing(reading -> reading.rule().index());

  /** How much time the category's rules allow for their action. */
  public ActionLimits limits() {
    return new ActionLimits(category.retention(), laws, zone, calendar);
  }

  /** When an event of this type makes a record of this category due at the earliest, or null. */
  public @Nullable Instant notBefore(ClockFacts.Event event) {
    Instant earliest = starts.demands(event) ? event.at() : null;
    for (RetentionRule rule : category.retention()) {
      if (starts.begins(rule, event)) {
        Instant due = read(rule, event.at(), Instant.MIN).dueAt();
        earliest = earliest == null || due != null && due.isBefore(earliest) ? due : earliest;
      }
    }
    return earliest;
  }

  /**
   * The earliest rule that destroys what a record leaves that is depersonalized at {@code at};
   * empty while each waits for its event.
   */
  Optional<Reading> destruction(ClockFacts facts, Instant at, Instant since) {
    return earliest(
        category.retention().stream()
            .filter(rule -> rule.then() == Action.DESTROY)
            .map(
                rule ->
                    read(
                        rule,
                        rule.from().equals(DEPERSONALIZED) ? at : starts.of(rule, facts),
                        since))
            .toList());
  }

  /** Whether events of this type may move a clock of this category, earlier or later. */
  boolean movedBy(String type) {
    return type.equals(DEMANDED)
        || category.retention().stream().anyMatch(rule -> rule.from().equals(type))
        || readsInOrder() && withdrawals.movedBy(type);
  }

  /** Whether some rule goes by the order of events, and not by the first one of a type. */
  boolean readsInOrder() {
    return category.retention().stream().anyMatch(rule -> Withdrawals.STARTS.contains(rule.from()));
  }

  /**
   * Until when a new consent undoes the withdrawal that started a term: until the record has
   * expired, that is, its term or, where it is due at once, the time for the action is over.
   */
  private Instant expiry(RetentionRule rule, Instant start) {
    Reading reading = read(rule, start, Instant.MIN);
    LocalDate deadline = reading.deadline();
    if (rule.keep().isPresent() || deadline == null) {
      return reading.dueAt() == null ? start : reading.dueAt();
    }
    return deadline.plusDays(1).atStartOfDay(zone).toInstant();
  }

  /** The reading of values that were replaced at an instant. */
  Reading replaced(Instant at) {
    return read(category.replaced(), at, Instant.MIN);
  }

  /** The Monday of this instant in the policy's zone, or the next. */
  LocalDate monday(Instant due) {
    return LocalDate.ofInstant(due, zone).with(TemporalAdjusters.nextOrSame(DayOfWeek.MONDAY));
  }

  private Reading read(RetentionRule rule, @Nullable Instant start, Instant since) {
    if (start == null) {
      return new Reading(rule, null, null, null, null, false, null);
    }
    LocalDate day = LocalDate.ofInstant(start, zone);
    Optional<Term.LastDay> last = rule.keep().map(keep -> keep.after(day, calendar));
    Instant due =
        last.map(end -> end.day().plusDays(1).atStartOfDay(zone).toInstant()).orElse(start);
    LocalDate counted = last.map(Term.LastDay::day).orElse(day);
    if (due.isBefore(since)) {
      due = since;
      LocalDate begun = LocalDate.ofInstant(since, zone);
      counted = counted.isBefore(begun) ? begun : counted;
    }
    Optional<EffectiveWithin.Limit> limit =
        LawOverlay.effective(laws, rule).from(counted, calendar);
    boolean provisional =
        last.map(Term.LastDay::provisional).orElse(false)
            || limit.map(within -> within.last().provisional()).orElse(false);
    return new Reading(
        rule,
        start,
        last.map(Term.LastDay::day).orElse(null),
        due,
        limit.map(within -> within.last().day()).orElse(null),
        provisional,
        limit.flatMap(EffectiveWithin.Limit::reason).orElse(null));
  }

  /**
   * One rule read against the facts.
   *
   * @param start when the term starts to count, or null while the rule waits for its event
   * @param lastDay the last day of the term, or null when the rule has none
   * @param dueAt from when the action is allowed, or null while waiting
   * @param deadline the last lawful day of the action, or null when the policy names none
   * @param provisional whether a working day was counted in a year that the calendar lacks
   * @param stricter why the law's deadline counts instead of the policy's, or null
   */
  public record Reading(
      RetentionRule rule,
      @Nullable Instant start,
      @Nullable LocalDate lastDay,
      @Nullable Instant dueAt,
      @Nullable LocalDate deadline,
      boolean provisional,
      @Nullable String stricter) {}
}
