package io.lethe.subject;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the clocks of one record start from.
 *
 * @param collectedAt when the data was collected
 * @param receivedAt when Lethe received it
 * @param lastActivity the subject's last activity, or null when none was reported
 * @param events the subject's other events
 */
public record ClockFacts(
    Instant collectedAt, Instant receivedAt, @Nullable Instant lastActivity, List<Event> events) {

  /**
   * An event other than activity.
   *
   * @param purpose the purpose it speaks of, empty for all
   */
  public record Event(String type, String purpose, Instant at, Instant receivedAt) {}
}
