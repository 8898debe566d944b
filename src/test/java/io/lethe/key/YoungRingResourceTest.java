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
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A ring whose keys were made, and the service died before the data knew it; the policy's other
 * rings have been in use for long.
 */
@QuarkusTest
class YoungRingResourceTest {

  private static final AtomicInteger CLUBS = new AtomicInteger();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Removes what is under a ring, and leaves what is under the policy's others. */
  private static final Map<RingPurpose, String> EMPTY =
      Map.of(
          RingPurpose.DATA, "UPDATE record SET key_id = NULL, sealed = NULL WHERE policy = ?",
          RingPurpose.SUBJECT, "DELETE FROM subject WHERE policy = ?",
          RingPurpose.PSEUDONYM, "UPDATE record SET pseudonym_version = NULL WHERE policy = ?",
          RingPurpose.INDEX, "DELETE FROM blind_index WHERE policy = ?",
          RingPurpose.FORMAT, "UPDATE record SET format_version = NULL WHERE policy = ?");

  private final RingLoader loader;
  private final KeyEpochs epochs;
  private final KeyRingsConfig config;

  private Club club;

  @Inject
  YoungRingResourceTest(RingLoader loader, KeyEpochs epochs, KeyRingsConfig config) {
    this.loader = loader;
    this.epochs = epochs;
    this.config = config;
  }

  @BeforeEach
  void receive() {
    club = Club.open("young_" + CLUBS.incrementAndGet());
    club.members(2);
  }

  private void dieBeforeTheDataKnows(RingPurpose purpose) {
    int rows =
        ServiceDatabase.execute(
            "DELETE FROM key_ring_check WHERE ring = ?", purpose.ring(club.policy()));
    assertThat(rows).isEqualTo(1);
  }

  /** Another start of the service, which knows nothing yet. */
  private void start() {
    new KeyRings(loader, epochs, config).ensure(club.policy()).await().atMost(PATIENCE);
  }

  private Object known(RingPurpose purpose) {
    return ServiceDatabase.value(
        "SELECT count(*) FROM key_ring_check WHERE ring = ?", purpose.ring(club.policy()));
  }

  @ParameterizedTest
  @EnumSource(RingPurpose.class)
  void ringThatNothingIsUnderBecomesKnown(RingPurpose purpose) {
    // Given
    assertThat(ServiceDatabase.execute(EMPTY.get(purpose), club.policy())).isPositive();
    dieBeforeTheDataKnows(purpose);

    // When
    start();

    // Then: and what comes to be under it is found at the next start
    assertThat(known(purpose)).isEqualTo(1L);
    club.member(2);
    start();
    assertThat(club.byReference(2)).isEqualTo(club.byPhone(2)).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(RingPurpose.class)
  @ProducesCode(ErrorCode.KEY_RING_MISMATCH)
  void ringThatSomethingIsUnderIsRefused(RingPurpose purpose) {
    // Given
    dieBeforeTheDataKnows(purpose);

    // Then
    assertThatThrownBy(this::start).satisfies(Problems.carries(ErrorCode.KEY_RING_MISMATCH));
    assertThat(known(purpose)).isEqualTo(0L);
  }

  @Test
  @ProducesCode(ErrorCode.KEY_RING_MISMATCH)
  void ringThatOnlyATombstoneIsUnderIsRefused() {
    // Given: everybody was destroyed
    ServiceDatabase.execute(
        "INSERT INTO tombstone (bucket, token, policy, version, destroyed_at)"
            + " SELECT bucket, token, policy, version, now() FROM subject_token WHERE policy = ?",
        club.policy());
    ServiceDatabase.execute(EMPTY.get(RingPurpose.SUBJECT), club.policy());
    dieBeforeTheDataKnows(RingPurpose.SUBJECT);

    // Then
    assertThatThrownBy(this::start).satisfies(Problems.carries(ErrorCode.KEY_RING_MISMATCH));
  }
}
