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

  /** The same record, whose subject is taken to have been active. */
  ClockFacts assuming(Instant active) {
    return new ClockFacts(collectedAt, receivedAt, new Activity(active, receivedAt), events);
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
  public record Event(String type, String purpose, Instant at, Instant receivedAt) {}
}
