package io.lethe.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.Beside;
import io.lethe.ServiceClock;
import io.lethe.ServiceDatabase;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Items under keys of their caller, sent once and again. */
@QuarkusTest
class SentAgainResourceTest {

  private static Map<String, Object> record(String subject, Object key) {
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
        Map.of("first_name", "Anna", "gender", "f"));
  }

  private static JsonNode send(String caller, String path, Object body) {
    return Api.json(
        Api.as(Role.PRODUCT, caller)
            .contentType(ContentType.JSON)
            .body(body)
            .post(path)
            .then()
            .statusCode(200)
            .extract()
            .asString());
  }

  private static long records(String ids) {
    return (long)
        ServiceDatabase.value(
            "SELECT count(*) FROM record WHERE id::text = ANY(string_to_array(?, ','))", ids);
  }

  private static long all() {
    return (long) ServiceDatabase.value("SELECT count(*) FROM record");
  }

  @Test
  void recordThatIsSentAgainIsAnsweredWithTheOneThatThereIs() {
    // Given
    Map<String, Object> first = record("again-1", UUID.randomUUID().toString());
    Map<String, Object> second = record("again-2", UUID.randomUUID().toString());
    JsonNode before = Api.items(Role.PRODUCT, "/records", first).get(0);
    long stored = all();

    // When
    List<JsonNode> after = Api.items(Role.PRODUCT, "/records", List.of(second, first));

    // Then
    assertThat(after.get(1)).isEqualTo(before);
    assertThat(after.get(0).get("id").asText()).isNotEqualTo(before.get("id").asText());
    assertThat(all()).isEqualTo(stored + 1);
  }

  @Test
  void keyIsItsCallersOwn() {
    // Given
    Map<String, Object> record = record("again-3", UUID.randomUUID().toString());

    // When
    String one = send("caller-1", "/records", record).at("/items/0/id").asText();
    String other = send("caller-2", "/records", record).at("/items/0/id").asText();

    // Then
    assertThat(other).isNotEmpty().isNotEqualTo(one);
    assertThat(records(one + "," + other)).isEqualTo(2);
  }

  @Test
  void whatIsSentOverManyConnectionsAtOnceIsStoredOnce() {
    // Given
    List<Map<String, Object>> items = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      items.add(record("again-race-" + i % 7, UUID.randomUUID().toString()));
    }
    long before = all();

    // When
    List<CompletableFuture<List<JsonNode>>> sent = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      sent.add(Beside.call(() -> Api.items(Role.PRODUCT, "/records", items)));
    }
    Set<List<String>> answers = new HashSet<>();
    sent.forEach(
        answer ->
            answers.add(answer.join().stream().map(item -> item.path("id").asText()).toList()));

    // Then
    assertThat(answers).hasSize(1);
    assertThat(all()).isEqualTo(before + items.size());
  }

  @Test
  void recordIsAnsweredWhenItsPersonIsGone() {
    // Given
    Map<String, Object> record = record("again-gone", UUID.randomUUID().toString());
    String id = Api.items(Role.PRODUCT, "/records", record).get(0).get("id").asText();
    ServiceDatabase.execute("DELETE FROM record WHERE id::text = ?", id);

    // When
    JsonNode again = Api.items(Role.PRODUCT, "/records", record).get(0);

    // Then
    assertThat(again.get("id").asText()).isEqualTo(id);
    assertThat(records(id)).isZero();
  }

  @Test
  void eventThatIsSentAgainIsAcceptedAndKeptOnce() {
    // Given
    Api.record("sens", "mandatory", "again-event", Map.of("gender", "f"));
    Map<String, Object> event =
        Map.of(
            "policy", "sens",
            "subject", "again-event",
            "type", "account-deleted",
            "at", ServiceClock.now().minusSeconds(60).toString(),
            "idempotencyKey", UUID.randomUUID().toString());
    Api.items(Role.PRODUCT, "/events", event);
    ServiceDatabase.execute("DELETE FROM subject_event WHERE type = 'account-deleted'");

    // When
    JsonNode again = Api.items(Role.PRODUCT, "/events", event).get(0);

    // Then
    assertThat(again.get("status").asText()).isEqualTo("accepted");
    assertThat(
            ServiceDatabase.value(
                "SELECT count(*) FROM subject_event WHERE type = 'account-deleted'"))
        .isEqualTo(0L);
  }

  @Test
  @ProducesCode(ErrorCode.IDEMPOTENCY_KEY_INVALID)
  void keyIsAUuid() {
    // When
    List<JsonNode> items =
        Api.items(
            Role.PRODUCT,
            "/records",
            List.of(record("again-4", "marker-9c1"), record("again-4", 7)));

    // Then
    Problems.isRejected(items.get(0), ErrorCode.IDEMPOTENCY_KEY_INVALID, "idempotencyKey");
    Problems.isRejected(items.get(1), ErrorCode.IDEMPOTENCY_KEY_INVALID, "idempotencyKey");
    assertThat(items.toString()).doesNotContain("marker-9c1");
  }

  @Test
  void whatStandsTwiceInACallIsStoredOnceAndAnsweredTwice() {
    // Given
    Map<String, Object> record = record("again-5", UUID.randomUUID().toString());
    Map<String, Object> event =
        Map.of(
            "policy", "sens",
            "subject", "again-5",
            "type", "last-activity",
            "at", ServiceClock.now().minusSeconds(60).toString(),
            "idempotencyKey", UUID.randomUUID().toString());
    long before = all();

    // When
    List<JsonNode> records = Api.items(Role.PRODUCT, "/records", List.of(record, record));
    List<JsonNode> events = Api.items(Role.PRODUCT, "/events", List.of(event, event));

    // Then
    assertThat(records.get(0).get("id").asText()).isNotEmpty();
    assertThat(records.get(1)).isEqualTo(records.get(0));
    assertThat(all()).isEqualTo(before + 1);
    assertThat(events).extracting(item -> item.get("status").asText()).containsOnly("accepted");
  }
}
