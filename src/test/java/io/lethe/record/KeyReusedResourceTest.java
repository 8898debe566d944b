package io.lethe.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.ServiceClock;
import io.lethe.ServiceDatabase;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Other items under a key that stands for one. */
@QuarkusTest
class KeyReusedResourceTest {

  private static Map<String, Object> record(String subject, String key, String gender) {
    return Map.of(
        "policy",
        "sens",
        "category",
        "mandatory",
        "subject",
        subject,
        "idempotencyKey",
        key,
        "fields",
        Map.of("gender", gender));
  }

  private static Map<String, Object> event(String subject, String key, String type) {
    return Map.of(
        "policy", "sens",
        "subject", subject,
        "type", type,
        "at", ServiceClock.now().minusSeconds(60).toString(),
        "idempotencyKey", key);
  }

  private static JsonNode send(String path, Object item) {
    return Api.items(Role.PRODUCT, path, item).get(0);
  }

  private static long all() {
    return (long) ServiceDatabase.value("SELECT count(*) FROM record");
  }

  private static long deletions() {
    return (long)
        ServiceDatabase.value("SELECT count(*) FROM subject_event WHERE type = 'account-deleted'");
  }

  @Test
  void recordAndEventMayHaveTheSameKey() {
    // Given
    String key = UUID.randomUUID().toString();
    send("/records", record("reused-1", key, "f"));
    long before = deletions();

    // When
    JsonNode event = send("/events", event("reused-1", key, "account-deleted"));

    // Then
    assertThat(event.get("status").asText()).isEqualTo("accepted");
    assertThat(deletions()).isEqualTo(before + 1);
  }

  @Test
  @ProducesCode(ErrorCode.IDEMPOTENCY_KEY_REUSED)
  void otherFieldsUnderTheSameKeyAreRefused() {
    // Given
    String key = UUID.randomUUID().toString();
    send("/records", record("reused-2", key, "f"));
    long before = all();

    // When
    JsonNode other = send("/records", record("reused-2", key, "m"));

    // Then
    Problems.isRejected(other, ErrorCode.IDEMPOTENCY_KEY_REUSED, "idempotencyKey");
    assertThat(all()).isEqualTo(before);
  }

  @Test
  void otherSubjectsUnderTheSameKeyAreRefused() {
    // Given
    String key = UUID.randomUUID().toString();
    send("/records", record("reused-3", key, "f"));
    long before = all();

    // When
    JsonNode other = send("/records", record("reused-3-other", key, "f"));

    // Then
    Problems.isRejected(other, ErrorCode.IDEMPOTENCY_KEY_REUSED, "idempotencyKey");
    assertThat(all()).isEqualTo(before);
  }

  @Test
  void otherEventsUnderTheSameKeyAreRefused() {
    // Given
    String key = UUID.randomUUID().toString();
    send("/records", record("reused-4", UUID.randomUUID().toString(), "f"));
    send("/events", event("reused-4", key, "last-activity"));
    long before = deletions();

    // When
    JsonNode other = send("/events", event("reused-4", key, "account-deleted"));

    // Then
    Problems.isRejected(other, ErrorCode.IDEMPOTENCY_KEY_REUSED, "idempotencyKey");
    assertThat(deletions()).isEqualTo(before);
  }

  @Test
  void otherItemsUnderTheSameKeyInOneCallAreRefused() {
    // Given
    String key = UUID.randomUUID().toString();
    long before = all();

    // When
    List<JsonNode> items =
        Api.items(
            Role.PRODUCT,
            "/records",
            List.of(record("reused-5", key, "f"), record("reused-5", key, "m")));

    // Then
    assertThat(items.get(0).get("status").asText()).isEqualTo("accepted");
    Problems.isRejected(items.get(1), ErrorCode.IDEMPOTENCY_KEY_REUSED, "idempotencyKey");
    assertThat(all()).isEqualTo(before + 1);
  }
}
