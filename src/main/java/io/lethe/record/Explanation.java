package io.lethe.record;

import io.lethe.policy.Action;
import io.lethe.policy.Category;
import io.lethe.policy.Flag;
import io.lethe.policy.PolicyDocument;
import io.lethe.policy.RetentionRule;
import io.lethe.record.ClockReader.Known;
import io.lethe.subject.Restraint;
import io.lethe.subject.RestraintStore.Placed;
import io.lethe.subject.RestraintStore.Standing;
import io.lethe.subject.RetentionClock.Reading;
import io.lethe.subject.Timeline.Terms;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Why a record is due when it is.
 *
 * @param policyVersion that protected it
 * @param termsVersion whose terms count: its own, or a later one's
 * @param zone where the days of the terms begin and end
 * @param calendar of the working days
 * @param restraint HOLD or BLOCK when one keeps the record as it is, else null
 * @param restraints every hold and block behind it, the oldest first
 * @param rules every rule of the category in those terms, in their order; one that runs from
 *     depersonalization waits as long as the record is whole; a demanded destruction comes last
 * @param previous values that were rectified and are kept for a while, the oldest first
 * @param purposes every purpose of the category with its grounds, in the policy's order
 */
record Explanation(
    UUID id,
    String policy,
    int policyVersion,
    String category,
    int termsVersion,
    RecordState state,
    @Nullable Instant dueAt,
    @Nullable LocalDate deadline,
    @Nullable Action dueAction,
    String zone,
    String calendar,
    @Nullable Restraint restraint,
    List<InForce> restraints,
    List<Rule> rules,
    List<RectifyStore.Kept> previous,
    List<ExplainedPurpose> purposes) {

  /**
   * The explanation of a record.
   *
   * @param document of the version whose terms count
   */
  static Explanation of(
      RecordView view,
      PolicyDocument document,
      Known known,
      List<InForce> restraints,
      List<RectifyStore.Kept> previous,
      Instant now) {
    Terms terms = known.terms();
    Optional<Reading> winner = terms.due();
    Category category = document.categories().get(view.category());
    return new Explanation(
        view.id(),
        view.policy(),
        view.policyVersion(),
        view.category(),
        terms.version(),
        view.state(),
        view.dueAt(),
        view.deadline(),
        view.dueAction(),
        document.zone().getId(),
        document.calendar(),
        restraints.stream().map(InForce::kind).max(Comparator.naturalOrder()).orElse(null),
        restraints,
        Stream.concat(
                category.retention().stream().map(rule -> reading(rule, terms.readings())),
                terms.readings().stream().filter(one -> one.rule().equals(category.demanded())))
            .map(reading -> Rule.of(reading, winner.filter(reading::equals).isPresent(), now))
            .toList(),
        previous,
        ExplainedPurpose.of(document, category, known.facts()));
  }

  /** The reading of a rule; one that a whole record does not have waits. */
  private static Reading reading(RetentionRule rule, List<Reading> readings) {
    return readings.stream()
        .filter(reading -> reading.rule().equals(rule))
        .findFirst()
        .orElseGet(() -> new Reading(rule, null, null, null, null, false, null));
  }

  /**
   * A hold or a block that keeps the record as it is.
   *
   * @param authority who ordered it; null to a product, and where it was not said
   * @param reason why; null to a product
   * @param endsAt when it ends by itself, or null
   */
  @Schema(name = "ExplainedRestraint")
  record InForce(
      Restraint kind,
      UUID id,
      @Nullable String authority,
      @Nullable String reason,
      @Nullable Instant endsAt,
      Instant placedAt) {

    /**
     * One as it is answered.
     *
     * @param words whether the caller may read what the officer wrote
     */
    static InForce of(Standing standing, boolean words) {
      Placed placed = standing.placed();
      return new InForce(
          standing.kind(),
          placed.id(),
          words ? placed.authority() : null,
          words ? placed.reason() : null,
          placed.endsAt(),
          placed.placedAt());
    }
  }

  /**
   * One rule, read against the record's clocks.
   *
   * @param from the event that starts its clock
   * @param keep the term after the event, or null when it is due at the event
   * @param state WAITING_FOR_EVENT, RUNNING or DUE
   * @param startedAt when the term starts to count
   * @param lastDay the last day of the term; due from the day after
   * @param provisional whether a working day was counted in a year that the calendar lacks
   * @param stricter why the law's deadline counts instead of the policy's
   * @param agreed the flag by which the policy's deadline counts instead of the law's, or null
   * @param wins whether this rule makes the due date
   */
  @Schema(name = "ExplainedRule")
  record Rule(
      String clause,
      String from,
      @Nullable String keep,
      @Nullable String within,
      Action then,
      String state,
      @Nullable Instant startedAt,
      @Nullable LocalDate lastDay,
      @Nullable Instant dueAt,
      @Nullable LocalDate deadline,
      boolean provisional,
      @Nullable String stricter,
      @Nullable String agreed,
      boolean wins) {

    static Rule of(Reading reading, boolean wins, Instant now) {
      Instant due = reading.dueAt();
      String state = "WAITING_FOR_EVENT";
      if (due != null) {
        state = due.isAfter(now) ? "RUNNING" : "DUE";
      }
      return new Rule(
          reading.rule().clause(),
          reading.rule().from(),
          reading.rule().keep().map(Object::toString).orElse(null),
          reading.rule().within().map(Object::toString).orElse(null),
          reading.rule().then(),
          state,
          reading.start(),
          reading.lastDay(),
          due,
          reading.deadline(),
          reading.provisional(),
          reading.stricter(),
          reading.rule().lifted() ? reading.rule().agreed().map(Flag::name).orElse(null) : null,
          wins);
    }
  }
}
