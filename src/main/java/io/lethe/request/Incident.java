package io.lethe.request;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An incident as it is stored.
 *
 * @param queued people who have not been told
 * @param sent people who have
 */
record Incident(
    UUID id,
    String policy,
    IncidentKind kind,
    List<String> categories,
    Instant detectedAt,
    Instant createdAt,
    String createdBy,
    Notice regulator,
    Notice result,
    long queued,
    long sent,
    @Nullable Instant closedAt) {

  /** Whether everybody has been told. */
  boolean done() {
    return regulator.done() && result.done() && queued == 0;
  }

  /**
   * A notice to the regulator.
   *
   * @param dueAt null where no law sets hours
   */
  record Notice(@Nullable Instant dueAt, @Nullable Instant sentAt) {

    boolean done() {
      return dueAt == null || sentAt != null;
    }
  }
}
