package io.lethe.request;

import io.lethe.policy.LegalRight;
import io.lethe.policy.PolicyDocument;
import io.lethe.policy.RequestRule;
import io.lethe.policy.RequestRule.Start;
import io.lethe.policy.RequestType;
import io.lethe.time.Term;
import io.lethe.time.WorkingDays;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Until when a request is answered: the policy's term and those of its laws, of which the earliest
 * counts.
 *
 * <p><b>Guarantee</b>: pure; a term is counted from the day after, in the policy's zone. In a year
 * that the calendar lacks every day counts as working, and the deadline is provisional.
 *
 * <p><b>Source</b>: Federal Law 152-FZ, articles 14, 20 and 21.
 */
final class RequestClock {

  private final PolicyDocument document;
  private final WorkingDays calendar;
  private final Optional<RequestRule> rule;
  private final List<LegalRight> rights;

  RequestClock(
      PolicyDocument document, WorkingDays calendar, RequestType type, Optional<RequestRule> rule) {
    this.document = document;
    this.calendar = calendar;
    this.rule = rule;
    this.rights =
        LegalRight.of(
            rule.map(RequestRule::laws).filter(own -> !own.isEmpty()).orElse(document.law()), type);
  }

  /** Whether neither the policy nor a law of it sets a term. */
  boolean knowsNone() {
    return rule.isEmpty() && rights.isEmpty();
  }

  /** Whether the data is blocked before the decision. */
  boolean blocks() {
    return rule.filter(own -> own.block() != RequestRule.Block.NONE).isPresent()
        || rights.stream().anyMatch(right -> right.block() != RequestRule.Block.NONE);
  }

  /** What the request is called to stand on: the policy's clause, or else the law's. */
  String clause() {
    return rule.map(RequestRule::clause)
        .filter(clause -> !clause.isEmpty())
        .or(() -> rights.stream().map(LegalRight::clause).findFirst())
        .orElse("");
  }

  /** Whether evidence would start a clock. */
  boolean awaitsEvidence(Request.Times times) {
    return times.evidenceAt() == null
        && terms(times).stream().anyMatch(term -> term.from() == Start.EVIDENCE);
  }

  /** Reads every term; the policy's first. */
  Reading read(Request.Times times) {
    List<Line> lines = terms(times);
    Optional<Line> first =
        lines.stream()
            .filter(line -> line.ends() != null)
            .min(Comparator.comparing(RequestClock::end));
    LocalDate deadline = first.map(RequestClock::end).orElse(null);
    return new Reading(
        lines,
        deadline,
        deadline == null ? null : deadline.plusDays(1).atStartOfDay(document.zone()).toInstant(),
        first.map(Line::provisional).orElse(false),
        first.filter(line -> line.law() != null).map(this::stricter).orElse(null));
  }

  /**
   * The reading after a notice; empty where the policy's rule, or the law that counts, allows none.
   */
  Optional<Reading> extended(Request.Times times, Instant notice, ExtensionReason reason) {
    LocalDate before = read(times).deadline();
    boolean refused = rule.filter(own -> own.extend().isEmpty()).isPresent();
    if (before == null || refused) {
      return Optional.empty();
    }
    Reading after = read(times.extended(notice, reason));
    return Optional.of(after)
        .filter(reading -> reading.deadline() != null && reading.deadline().isAfter(before));
  }

  private static LocalDate end(Line line) {
    LocalDate end = line.ends();
    return end == null ? LocalDate.MAX : end;
  }

  private String stricter(Line line) {
    return line.clause()
        + " allows "
        + line.term()
        + ", "
        + rule.map(own -> "the policy allows " + own.due()).orElse("the policy sets no limit");
  }

  private List<Line> terms(Request.Times times) {
    List<Line> lines = new ArrayList<>();
    rule.ifPresent(
        own -> lines.add(line(null, own.clause(), own.due(), own.from(), own.extend(), times)));
    for (LegalRight right : rights) {
      lines.add(
          line(right.law(), right.clause(), right.due(), right.from(), right.extend(), times));
    }
    return lines;
  }

  private Line line(
      @Nullable String law,
      String clause,
      Term due,
      Start from,
      Optional<Term> extend,
      Request.Times times) {
    Instant start =
        switch (from) {
          case RECEIVED -> times.receivedAt();
          case EVIDENCE -> times.evidenceAt();
          case DETECTED -> times.detectedAt();
        };
    if (start == null) {
      return new Line(law, clause, due, from, null, null, null, false);
    }
    Term.LastDay last = due.after(LocalDate.ofInstant(start, document.zone()), calendar);
    Optional<Term.LastDay> longer =
        extend
            .filter(more -> times.extendedAt() != null)
            .map(more -> more.after(last.day(), calendar));
    return new Line(
        law,
        clause,
        due,
        from,
        start,
        last.day(),
        longer.map(Term.LastDay::day).orElse(null),
        last.provisional() || longer.filter(Term.LastDay::provisional).isPresent());
  }

  /**
   * One term.
   *
   * @param law name of the overlay; null for the policy's own
   * @param startedAt null while it waits
   * @param lastDay its last day; null while it waits
   * @param extendedTo its last day after a notice; null without one
   */
  record Line(
      @Nullable String law,
      String clause,
      Term term,
      Start from,
      @Nullable Instant startedAt,
      @Nullable LocalDate lastDay,
      @Nullable LocalDate extendedTo,
      boolean provisional) {

    private @Nullable LocalDate ends() {
      return extendedTo != null ? extendedTo : lastDay;
    }
  }

  /**
   * All of them.
   *
   * @param deadline the earliest end; null while every term waits
   * @param overdueAt when that day has passed
   * @param stricter why the law's term counts instead of the policy's, or null
   */
  record Reading(
      List<Line> lines,
      @Nullable LocalDate deadline,
      @Nullable Instant overdueAt,
      boolean provisional,
      @Nullable String stricter) {}
}
