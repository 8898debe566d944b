package io.lethe.record;

import io.lethe.subject.ClockFacts;
import io.lethe.subject.Clocks;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Starts the clocks of records that are being stored, by what is known of their subjects. */
@ApplicationScoped
class ReceivedClocks {

  private final Clocks clocks;

  ReceivedClocks(Clocks clocks) {
    this.clocks = clocks;
  }

  /**
   * The rows with their due dates.
   *
   * @param activity of the subjects that are locked
   * @param events of the same subjects
   */
  List<RecordRow> start(
      List<RecordRow> rows,
      Map<UUID, Optional<ClockFacts.Activity>> activity,
      Map<UUID, List<ClockFacts.Event>> events) {
    return rows.stream()
        .map(
            row ->
                start(
                    row,
                    activity.getOrDefault(row.subject(), Optional.empty()),
                    events.getOrDefault(row.subject(), List.of())))
        .toList();
  }

  private RecordRow start(
      RecordRow sent, Optional<ClockFacts.Activity> activity, List<ClockFacts.Event> events) {
    RecordRow row = sent.receivedAfter(events, activity);
    ClockFacts facts =
        new ClockFacts(row.collectedAt(), row.receivedAt(), activity.orElse(null), events);
    Instant due =
        clocks
            .of(row.policy(), row.policyVersion(), row.category())
            .notBefore(facts, row.collectedAt());
    return row.withDueAt(due);
  }
}
