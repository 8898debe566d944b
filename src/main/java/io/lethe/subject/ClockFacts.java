package io.lethe.subject;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the clocks of one record start from.
 *
 * @param collectedAt when the data was collected
 * @param receivedAt when Lethe received it
 * @param activity the subject's activity, or null when none was reported
 * @param events the subject's other events
 */
public record ClockFacts(
    Instant collectedAt, Instant receivedAt, @Nullable Activity activity, List<Event> events) {

  /** The facts of data that is in no record: every event is of it. */
  static ClockFacts unrecorded(List<Event> events) {
    return new ClockFacts(Instant.MIN, Instant.MIN, null, events);
  }

  /** The same record, whose subject is taken to have been active. */
  public ClockFacts assuming(Instant active) {
    return new ClockFacts(collectedAt, receivedAt, new Activity(active, receivedAt), events);
  }

  /**
   * Whether an event is one of this record: it is not older, or, where nobody said when the record
   * was collected, the record was here when it came.
   */
  boolean counts(Event event) {
    return !event.at().isBefore(collectedAt)
        || collectionUnsaid() && !event.receivedAt().isBefore(receivedAt);
  }

  /** The same record, whose subject has these events. */
  public ClockFacts with(List<Event> known) {
    return new ClockFacts(collectedAt, receivedAt, activity, known);
  }

  /** Whether nobody said when the record was collected, so that only its receipt is known. */
  boolean collectionUnsaid() {
    return collectedAt.equals(receivedAt);
  }

  /**
   * A subject's activity.
   *
   * @param last the last one
   * @param since when the first one was received
   */
  public record Activity(Instant last, Instant since) {}

  /**
   * An event other than activity.
   *
   * @param purpose the purpose it speaks of, empty for all; of a demanded destruction the category
   */
  public record Event(String type, String purpose, Instant at, Instant receivedAt) {

    /** Whether it speaks of this purpose. */
    public boolean concerns(String one) {
      return purpose.isEmpty() || purpose.equals(one);
    }
  }
}
