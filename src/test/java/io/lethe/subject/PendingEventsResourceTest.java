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
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Events that come before the first record of their subject. */
@QuarkusTest
class PendingEventsResourceTest {

  @Inject SentSweep sweep;
  @Inject MeterRegistry registry;

  private static JsonNode event(String subject, Instant at, boolean keyed) {
    Map<String, Object> event = new HashMap<>();
    event.put("policy", "sens");
    event.put("subject", subject);
    event.put("type", "account-deleted");
    event.put("at", at.toString());
    if (keyed) {
      event.put("idempotencyKey", UUID.randomUUID().toString());
    }
    return Api.items(Role.PRODUCT, "/events", event).get(0);
  }

  private static String record(String subject, Instant collectedAt) {
    Map<String, Object> record =
        Map.of(
            "policy",
            "sens",
            "category",
            "mandatory",
            "subject",
            subject,
            "collectedAt",
            collectedAt.toString(),
            "fields",
            Map.of("gender", "f"));
    return Api.items(Role.PRODUCT, "/records", record).get(0).get("id").asText();
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
}
