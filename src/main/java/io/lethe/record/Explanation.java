package io.lethe.record;

import io.lethe.policy.Action;
import io.lethe.subject.Restraint;
import io.lethe.subject.RetentionClock;
import io.lethe.subject.RetentionClock.Reading;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Why a record is due when it is.
 *
 * @param zone where the days of the terms begin and end
 * @param calendar of the working days
 * @param restraint HOLD or BLOCK when one keeps the record as it is, else null
 * @param rules every rule of the category, in the policy's order
 */
record Explanation(
    UUID id,
    String policy,
    int policyVersion,
    String category,
    RecordState state,
    @Nullable Instant dueAt,
    @Nullable LocalDate deadline,
    @Nullable Action dueAction,
    String zone,
    String calendar,
    @Nullable Restraint restraint,
    List<Rule> rules) {

  static Explanation of(
      RecordView view,
      ZoneId zone,
      String calendar,
      List<Reading> readings,
      Optional<Restraint> restraint,
      Instant now) {
    Optional<Reading> winner = RetentionClock.earliest(readings);
    return new Explanation(
        view.id(),
        view.policy(),
        view.policyVersion(),
        view.category(),
        view.state(),
        view.dueAt(),
        view.deadline(),
        view.dueAction(),
        zone.getId(),
        calendar,
        restraint.orElse(null),
        readings.stream()
            .map(reading -> Rule.of(reading, winner.filter(reading::equals).isPresent(), now))
            .toList());
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
          wins);
    }
  }
}
