package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.Await;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds and blocks that end while the schedule asks for a run every quarter of an hour. */
@QuarkusTest
class RequeueResourceTest {

  private static final LetheClient LETHE = new LetheClient();

  private final Shop shop = Shop.fresh();
  private Tables tables;

  @BeforeEach
  void policy() throws SQLException {
    tables = Tables.connect();
    shop.saved("anna", shop.yaml("", Shop.rule("order-closed", "", "destroy")));
    shop.post("anna", 1, "activate").statusCode(200);
    awaitForgotten(); // and the run that the schedule asks for at the start
    Await.until(() -> tables.number("SELECT count(*) FROM retention_run"), runs -> runs > 0);
    awaitIdle();
  }

  @AfterEach
  void close() throws SQLException {
    awaitIdle(); // nothing of the next test is for a run of this one
    tables.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"holds", "blocks"})
  void releaseOfAPersonIsFollowedByARunAtOnce(String kind) {
    // Given a record that is due, and kept
    UUID id = LETHE.accepted(shop.record("person", ""));
    String restraint = place(kind, Map.of("subject", "person"));
    due("person");
    LETHE.run();
    long before = runs();
    assertThat(LETHE.state(id)).isEqualTo(kind.equals("holds") ? "HELD" : "BLOCKED");

    // When
    LETHE.release(kind, restraint);

    // Then
    Await.until(() -> LETHE.state(id), "RECORD_DESTROYED"::equals);
    awaitForgotten();
    assertThat(runs()).isEqualTo(before + 1);
  }

  @Test
  void releaseOfACategoryIsFollowedByARunAtOnce() {
    // Given
    UUID id = LETHE.accepted(shop.record("buyer", ""));
    String restraint = place("holds", Map.of("category", "buyer"));
    due("buyer");
    assertThat(LETHE.run().getInt("held")).isEqualTo(1);

    // When
    LETHE.release("holds", restraint);

    // Then
    Await.until(() -> LETHE.state(id), "RECORD_DESTROYED"::equals);
  }

  @Test
  void endThatWasForeseenIsFollowedByARunAtOnce() {
    // Given a hold for a minute
    UUID id = LETHE.accepted(shop.record("until", ""));
    place("holds", Map.of("subject", "until", "endsAt", LETHE.now().plusSeconds(60).toString()));
    due("until");
    assertThat(LETHE.run().getInt("held")).isEqualTo(1);

    // When
    LETHE.moveTo(LETHE.now().plusSeconds(61));

    // Then
    Await.until(() -> LETHE.state(id), "RECORD_DESTROYED"::equals);
  }

  @Test
  void releaseWithNothingDueAsksForNoRun() {
    // Given a record that is not due
    UUID id = LETHE.accepted(shop.record("young", ""));
    String restraint = place("holds", Map.of("subject", "young"));
    long before = runs();

    // When
    LETHE.release("holds", restraint);

    // Then
    awaitForgotten();
    assertThat(runs()).isEqualTo(before);
    assertThat(LETHE.state(id)).isEqualTo("WAITING_FOR_EVENT");
  }

  @Test
  void whatAnotherHoldKeepsAsksForOneRun() {
    // Given a record that two holds keep
    UUID id = LETHE.accepted(shop.record("twice", ""));
    String first = place("holds", Map.of("subject", "twice"));
    String second = place("holds", Map.of("subject", "twice", "category", "buyer"));
    due("twice");
    long before = runs();

    // When
    LETHE.release("holds", first);

    // Then
    awaitForgotten();
    awaitIdle();
    assertThat(runs()).isEqualTo(before + 1);
    assertThat(LETHE.state(id)).isEqualTo("HELD");
    LETHE.release("holds", second);
    Await.until(() -> LETHE.state(id), "RECORD_DESTROYED"::equals);
  }

  private void due(String subject) {
    Instant now = LETHE.now();
    LETHE.event(shop.policy(), subject, "order-closed", now);
  }

  private String place(String kind, Map<String, String> on) {
    Map<String, String> scope = new HashMap<>(on);
    scope.put("policy", shop.policy());
    return LETHE.place(kind, scope).statusCode(201).extract().path("id");
  }

  private long runs() {
    return tables.number("SELECT count(*) FROM retention_run");
  }

  private void awaitForgotten() {
    Await.until(
        () ->
            tables.number(
                "SELECT count(*) FROM restraint_end WHERE at <= ?::timestamptz",
                LETHE.now().toString()),
        left -> left == 0);
  }

  private void awaitIdle() {
    Await.until(
        () -> tables.number("SELECT count(*) FROM retention_run WHERE finished_at IS NULL"),
        open -> open == 0);
  }
}
