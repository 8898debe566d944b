package io.lethe.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.ServiceDatabase;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys that do not belong to the data; each test has a policy of its own. */
@QuarkusTest
class KeyRingsResourceTest {

  private static final AtomicInteger POLICIES = new AtomicInteger();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final RingLoader loader;
  private final KeyEpochs epochs;
  private final KeyRingsConfig config;
  private final String policy = "rings-" + POLICIES.incrementAndGet();

  @Inject
  KeyRingsResourceTest(RingLoader loader, KeyEpochs epochs, KeyRingsConfig config) {
    this.loader = loader;
    this.epochs = epochs;
    this.config = config;
  }

  @BeforeEach
  void use() {
    start();
  }

  /** Another start of the service, which knows nothing yet. */
  private PolicyKeys start() {
    KeyRings rings = new KeyRings(loader, epochs, config);
    rings.ensure(policy).await().atMost(PATIENCE);
    return rings.of(policy);
  }

  private void collect() {
    ServiceDatabase.execute(
        "INSERT INTO subject (bucket, id, policy) VALUES (0, ?, ?)", UUID.randomUUID(), policy);
  }

  private void loseRings() {
    ServiceDatabase.execute(
        "DELETE FROM lethe_key.key_ring_version v USING lethe_key.key_ring r"
            + " WHERE r.name = v.ring AND r.policy = ?",
        policy);
    ServiceDatabase.execute("DELETE FROM lethe_key.key_ring WHERE policy = ?", policy);
  }

  private Object rings() {
    return ServiceDatabase.value(
        "SELECT count(*) FROM lethe_key.key_ring WHERE policy = ?", policy);
  }

  private Object known() {
    return ServiceDatabase.value(
        "SELECT count(*) FROM key_ring_check WHERE ring LIKE ? || '-%'", policy);
  }

  @Test
  void nextStartOpensTheSameRings() {
    // When
    PolicyKeys first = start();
    collect();
    PolicyKeys second = start();

    // Then
    assertThat(second.subject("a").tokens()).isEqualTo(first.subject("a").tokens());
    assertThat(known()).isEqualTo((long) RingPurpose.values().length);
  }

  @Test
  @ProducesCode(ErrorCode.KEY_RING_MISMATCH)
  void ringThatTheDataKnowsIsNotMadeAnew() {
    // Given
    loseRings();

    // Then
    assertThatThrownBy(this::start).satisfies(Problems.carries(ErrorCode.KEY_RING_MISMATCH));
    assertThat(rings()).isEqualTo(0L);
  }

  @Test
  @ProducesCode(ErrorCode.KEY_RING_MISMATCH)
  void anotherRingOfTheSameNameIsRefused() {
    // Given
    ServiceDatabase.execute(
        "CREATE TABLE kept_check AS SELECT * FROM key_ring_check WHERE ring = ? || '-subject'",
        policy);
    loseRings();
    ServiceDatabase.execute("DELETE FROM key_ring_check WHERE ring LIKE ? || '-%'", policy);
    start();
    ServiceDatabase.execute(
        "UPDATE key_ring_check c SET check_value = k.check_value FROM kept_check k"
            + " WHERE k.ring = c.ring");
    ServiceDatabase.execute("DROP TABLE kept_check");

    // Then
    assertThatThrownBy(this::start).satisfies(Problems.carries(ErrorCode.KEY_RING_MISMATCH));
  }

  @Test
  void ringThatNobodyWasCollectedUnderBecomesKnown() {
    // Given
    ServiceDatabase.execute("DELETE FROM key_ring_check WHERE ring LIKE ? || '-%'", policy);

    // When
    start();

    // Then
    assertThat(known()).isEqualTo((long) RingPurpose.values().length);
  }

  @Test
  @ProducesCode(ErrorCode.KEY_RING_MISMATCH)
  void ringThatTheDataDoesNotKnowIsRefusedWhereSomebodyWasCollected() {
    // Given
    collect();
    ServiceDatabase.execute("DELETE FROM key_ring_check WHERE ring LIKE ? || '-%'", policy);

    // Then
    assertThatThrownBy(this::start).satisfies(Problems.carries(ErrorCode.KEY_RING_MISMATCH));
  }
}
