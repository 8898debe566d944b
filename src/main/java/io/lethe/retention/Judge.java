package io.lethe.retention;

import io.lethe.subject.ClockFacts;
import io.lethe.subject.Clocks;
import io.lethe.subject.Restraint;
import io.lethe.subject.RestraintStore;
import io.lethe.subject.RestraintStore.InForce;
import io.lethe.subject.RetentionClock.Reading;
import io.lethe.subject.SubjectStore;
import io.lethe.subject.Timeline;
import io.lethe.subject.Timeline.Terms;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Decides what becomes of claimed rows, by clock, hold and block as they are after the locks.
 *
 * <p><b>Guarantee</b>: never early, never held: a row is acted on only when its recomputed due date
 * is not after the cut-off and nothing restrains it. A restraint that ends is in force until the
 * cut-off has passed its end: the cut-off is checked against the database's time, a replica's own
 * clock is not.
 */
@ApplicationScoped
class Judge {

  private final SubjectStore subjects;
  private final RestraintStore restraints;
  private final Clocks clocks;
  private final Vertx vertx;

  Judge(SubjectStore subjects, RestraintStore restraints, Clocks clocks, Vertx vertx) {
    this.subjects = subjects;
    this.restraints = restraints;
    this.clocks = clocks;
    this.vertx = vertx;
  }

  /**
   * Judges the rows, beside the event loop, which others need meanwhile; in statements later than
   * the one that locked their subjects.
   *
   * @param activity of each locked subject; the others are busy
   */
  Uni<List<Verdict>> judge(
      SqlClient client,
      CategoryRef category,
      List<Claimed> rows,
      Map<UUID, Optional<ClockFacts.Activity>> activity,
      Instant cutoff) {
    return Uni.combine()
        .all()
        .unis(
            subjects.events(client, activity.keySet()),
            restraints.inForce(
                client, category.policy(), category.category(), activity.keySet(), cutoff))
        .asTuple()
        .chain(
            known ->
                vertx.executeBlocking(
                    () ->
                        rows.stream()
                            .map(
                                row ->
                                    activity.containsKey(row.subject())
                                        ? verdict(
                                            category,
                                            row,
                                            facts(row, activity, known.getItem1()),
                                            known.getItem2(),
                                            cutoff)
                                        : new Verdict.Busy(row))
                            .toList(),
                    false));
  }

  private static ClockFacts facts(
      Claimed row,
      Map<UUID, Optional<ClockFacts.Activity>> activity,
      Map<UUID, List<ClockFacts.Event>> events) {
    return new ClockFacts(
        row.collectedAt(),
        row.receivedAt(),
        activity.get(row.subject()).orElse(null),
        events.getOrDefault(row.subject(), List.of()));
  }

  private Verdict verdict(
      CategoryRef category, Claimed row, ClockFacts facts, InForce inForce, Instant cutoff) {
    Timeline timeline = clocks.of(category.policy(), row.policyVersion(), category.category());
    Terms terms = timeline.read(facts);
    Optional<Reading> due = terms.due();
    Instant dueAt = due.map(Reading::dueAt).orElse(null);
    if (dueAt == null || dueAt.isAfter(cutoff)) {
      return new Verdict.Postpone(row, timeline.notBefore(facts, cutoff));
    }
    Optional<Restraint> restraint = inForce.of(row.subject(), row.id());
    return restraint.isPresent()
        ? new Verdict.Keep(row, restraint.get())
        : new Verdict.Act(row, terms.version(), due.get(), terms.destruction(cutoff), facts);
  }
}
