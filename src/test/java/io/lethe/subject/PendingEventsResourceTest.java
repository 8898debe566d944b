package io.lethe.subject;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.ServiceClock;
import io.lethe.ServiceDatabase;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Events that come before the first record of their subject. */
@QuarkusTest
class PendingEventsResourceTest {

  @Inject SentSweep sweep;
  @Inject MeterRegistry registry;

  private static JsonNode event(String subject, Instant at, boolean keyed) {
    return event(subject, "account-deleted", at, keyed);
  }

  private static JsonNode event(String subject, String type, Instant at, boolean keyed) {
    Map<String, Object> event = new HashMap<>();
    event.put("policy", "sens");
    event.put("subject", subject);
    event.put("type", type);
    event.put("at", at.toString());
    if (keyed) {
      event.put("idempotencyKey", UUID.randomUUID().toString());
    }
    return Api.items(Role.PRODUCT, "/events", event).get(0);
  }

  /** A record that does not say when it was collected. */
  private static Map<String, Object> silent(String subject) {
    Map<String, Object> record = new HashMap<>();
    record.put("policy", "sens");
    record.put("category", "mandatory");
    record.put("subject", subject);
    record.put("fields", Map.of("gender", "f"));
    return record;
  }

  private static Map<String, Object> collected(String subject, Instant at) {
    Map<String, Object> record = silent(subject);
    record.put("collectedAt", at.toString());
    return record;
  }

  private static String record(String subject, Instant collectedAt) {
    return Api.record(collected(subject, collectedAt));
  }

  private static JsonNode view(String id) {
    return Api.json(Api.get(Role.PRODUCT, "/records/" + id).extract().asString());
  }

  private static boolean isDueLater(String id) {
    return (boolean)
        ServiceDatabase.value(
            "SELECT due_at > ?::timestamptz FROM record WHERE id::text = ?",
            ServiceClock.now().toString(),
            id);
  }

  private static Object due(String id) {
    return ServiceDatabase.value("SELECT due_at::text FROM record WHERE id::text = ?", id);
  }

  private static long events(String id) {
    return (long)
        ServiceDatabase.value(
            "SELECT count(*) FROM subject_event e JOIN record r USING (bucket, subject_id)"
                + " WHERE e.type = 'account-deleted' AND r.id::text = ?",
            id);
  }

  private static long pending() {
    return (long) ServiceDatabase.value("SELECT count(*) FROM pending_event");
  }

  @Test
  void eventBeforeItsRecordCountsAsOneAfterIt() {
    // Given
    Instant collected = ServiceClock.now().minus(Duration.ofHours(2));
    Instant deleted = ServiceClock.now().minus(Duration.ofHours(1));
    String usual = record("pending-1", collected);
    event("pending-1", deleted, true);
    long before = pending();

    // When
    JsonNode early = event("pending-2", deleted, true);
    long waiting = pending();
    String late = record("pending-2", collected);

    // Then
    assertThat(early.get("status").asText()).isEqualTo("accepted");
    assertThat(waiting).isEqualTo(before + 1);
    assertThat(pending()).isEqualTo(before);
    assertThat(events(late)).isEqualTo(1);
    assertThat(due(late)).isEqualTo(due(usual));
  }

  @Test
  void eventWithoutAKeyDoesNotWait() {
    // When
    JsonNode answer = event("pending-3", ServiceClock.now().minusSeconds(60), false);

    // Then
    Problems.isRejected(answer, ErrorCode.SUBJECT_UNKNOWN, "subject");
  }

  @Test
  void eventThatNobodyCameForIsForgotten() {
    // Given
    event("pending-4", ServiceClock.now().minusSeconds(60), true);
    ServiceDatabase.execute(
        "UPDATE pending_event SET received_at = received_at - interval '30 days',"
            + " until = until - interval '30 days'");

    Counter forgotten = registry.counter("lethe.events.forgotten");
    double before = forgotten.count();

    // When
    sweep.once().await().atMost(Duration.ofSeconds(30));

    // Then
    assertThat(pending()).isZero();
    assertThat(forgotten.count()).isGreaterThan(before);
    assertThat(events(record("pending-4", ServiceClock.now().minus(Duration.ofHours(2))))).isZero();
  }

  @Test
  void activityBeforeItsRecordsCountsFromTheirCollectionWhereItIsLater() {
    // Given activity that waits, and came twice
    event("pending-5", "last-activity", Instant.parse("2024-01-10T09:00:00Z"), true);
    event("pending-5", "last-activity", Instant.parse("2023-11-05T09:00:00Z"), true);

    // When records come that say nothing, an earlier day, and a later one
    List<JsonNode> items =
        Api.items(
            Role.PRODUCT,
            "/records",
            List.of(
                silent("pending-5"),
                collected("pending-5", Instant.parse("2024-01-05T09:00:00Z")),
                collected("pending-5", Instant.parse("2024-02-20T09:00:00Z"))));

    // Then
    List<String> ids = items.stream().map(item -> item.get("id").asText()).toList();
    assertThat(view(ids.get(0)).path("state").asText()).isEqualTo("ACTIVE");
    assertThat(isDueLater(ids.get(0))).isTrue();
    assertThat(view(ids.get(1)).path("dueAt").asText()).isEqualTo("2025-01-10T21:00:00Z");
    assertThat(isDueLater(ids.get(1))).isFalse();
    assertThat(view(ids.get(2)).path("dueAt").asText()).isEqualTo("2025-02-20T21:00:00Z");
    assertThat(isDueLater(ids.get(2))).isFalse();
  }

  @Test
  void activityAfterOneThatWaitedOnlyMovesForward() {
    // Given
    event("pending-6", "last-activity", Instant.parse("2024-01-10T09:00:00Z"), true);
    String silent = Api.record(silent("pending-6"));
    String said = record("pending-6", Instant.parse("2024-01-05T09:00:00Z"));
    String due = view(silent).path("dueAt").asText();

    // When
    Api.event("sens", "pending-6", "last-activity", "2024-03-01T09:00:00Z");
    Api.event("sens", "pending-6", "last-activity", "2024-02-01T09:00:00Z");

    // Then
    assertThat(view(silent).path("dueAt").asText()).isEqualTo(due);
    assertThat(isDueLater(silent)).isTrue();
    assertThat(view(said).path("dueAt").asText()).isEqualTo("2025-03-01T21:00:00Z");
  }

  @Test
  void eventThatWaitedCameBeforeItsRecordWhateverItsClockSaid() {
    // Given
    event("pending-7", ServiceClock.now().minusSeconds(60), true);
    ServiceDatabase.execute(
        "UPDATE pending_event SET received_at = received_at + interval '1 hour',"
            + " until = until + interval '1 hour'");

    // When
    String id = Api.record(silent("pending-7"));

    // Then
    assertThat(events(id)).isEqualTo(1);
    assertThat(view(id).path("state").asText()).isEqualTo("WAITING_FOR_EVENT");
  }
}
