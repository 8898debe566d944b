package io.lethe.request;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An incident as it stands.
 *
 * @param regulator the notice to the regulator
 * @param result the notice of the inquiry's result
 * @param queued people who have not been told
 * @param sent people who have
 * @param closedAt when everybody had been told
 */
@Schema(name = "Incident")
record IncidentView(
    UUID id,
    String policy,
    IncidentKind kind,
    List<String> categories,
    Instant detectedAt,
    Instant createdAt,
    String createdBy,
    Due regulator,
    Due result,
    long queued,
    long sent,
    @Nullable Instant closedAt) {

  static IncidentView of(Incident incident, Instant now) {
    return new IncidentView(
        incident.id(),
        incident.policy(),
        incident.kind(),
        incident.categories(),
        incident.detectedAt(),
        incident.createdAt(),
        incident.createdBy(),
        Due.of(incident.regulator(), now),
        Due.of(incident.result(), now),
        incident.queued(),
        incident.sent(),
        incident.closedAt());
  }

  /**
   * A notice to the regulator.
   *
   * @param dueAt null where no law of the policy sets hours
   * @param late whether it was sent too late, or is overdue
   */
  @Schema(name = "IncidentDue")
  record Due(@Nullable Instant dueAt, @Nullable Instant sentAt, boolean late) {

    static Due of(Incident.Notice notice, Instant now) {
      Instant due = notice.dueAt();
      Instant sent = notice.sentAt();
      return new Due(due, sent, due != null && (sent == null ? now : sent).isAfter(due));
    }
  }

  /**
   * A person who is to be told, or has been.
   *
   * @param channel how; null while it is queued
   */
  @Schema(name = "IncidentTold")
  record Told(
      UUID subjectKey, Instant queuedAt, @Nullable Instant sentAt, @Nullable Channel channel) {}
}
