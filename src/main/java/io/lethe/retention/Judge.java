package io.lethe.retention;

import io.lethe.gate.Gate;
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
 * clock is not. While activity may be lacking since a restore, what is due by it is kept as if it
 * were held.
 */
@ApplicationScoped
class Judge {

  private final SubjectStore subjects;
  private final RestraintStore restraints;
  private final Clocks clocks;
  private final Gate gate;
  private final Vertx vertx;

  Judge(SubjectStore subjects, RestraintStore restraints, Clocks clocks, Gate gate, Vertx vertx) {
    this.subjects = subjects;
    this.restraints = restraints;
    this.clocks = clocks;
    this.gate = gate;
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
                client, category.policy(), category.category(), activity.keySet(), cutoff),
            gate.lacksActivity(client))
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
                                            new Kept(known.getItem2(), known.getItem3()),
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
      CategoryRef category, Claimed row, ClockFacts facts, Kept kept, Instant cutoff) {
    Timeline timeline = clocks.of(category.policy(), row.policyVersion(), category.category());
    Terms terms = timeline.read(facts);
    Optional<Reading> due = terms.due();
    Instant dueAt = due.map(Reading::dueAt).orElse(null);
    if (dueAt == null || dueAt.isAfter(cutoff)) {
      return new Verdict.Postpone(row, timeline.notBefore(facts, cutoff));
    }
    Optional<Restraint> restraint = kept.inForce().of(row.subject(), row.id());
    if (restraint.isPresent()) {
      return new Verdict.Keep(row, restraint.get());
    }
    return kept.lacksActivity()
        ? active(timeline, row, facts.assuming(cutoff), cutoff)
        : act(row, terms, facts, cutoff);
  }

  /** What is due however active its person may have been; the rest is kept. */
  private static Verdict active(Timeline timeline, Claimed row, ClockFacts facts, Instant cutoff) {
    Terms terms = timeline.read(facts);
    boolean due = terms.due().map(Reading::dueAt).filter(at -> !at.isAfter(cutoff)).isPresent();
    return due ? act(row, terms, facts, cutoff) : new Verdict.Keep(row, Restraint.HOLD);
  }

  private static Verdict act(Claimed row, Terms terms, ClockFacts facts, Instant cutoff) {
    return new Verdict.Act(
        row, terms.version(), terms.due().orElseThrow(), terms.destruction(cutoff), facts);
  }

  /**
   * What keeps rows that are due.
   *
   * @param lacksActivity whether activity may be lacking that keeps some
   */
  private record Kept(InForce inForce, boolean lacksActivity) {}
}
