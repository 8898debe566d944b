package io.lethe.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.Await;
import io.lethe.ServiceClock;
import io.lethe.ServiceDatabase;
import io.lethe.crypto.SecretBytes;
import io.lethe.key.RingStore.RingRow;
import io.lethe.key.RingStore.VersionRow;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a rotation leaves that did not come to its end, and what the next one makes of it. */
@QuarkusTest
class UnfinishedRotationResourceTest {

  private static final AtomicInteger CLUBS = new AtomicInteger();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final RingStore store;
  private final KeyEncryptionKey keyEncryptionKey;
  private final Laggard laggard = new Laggard();

  private Club club;

  @Inject
  UnfinishedRotationResourceTest(RingStore store, KeyEncryptionKey keyEncryptionKey) {
    this.store = store;
    this.keyEncryptionKey = keyEncryptionKey;
  }

  @BeforeEach
  void receive() {
    club = Club.open("unfinished_" + CLUBS.incrementAndGet());
    club.member(0);
  }

  @AfterEach
  void letGo() {
    laggard.leave();
  }

  private RingRow ring(RingPurpose purpose) {
    return done(store.require(purpose.ring(club.policy())));
  }

  /** The key of version 2. */
  private SecretBytes key(RingPurpose purpose) {
    VersionRow version = ring(purpose).version(2).orElseThrow();
    return done(
        keyEncryptionKey.unwrap(
            version.wrapped(), RingLoader.context(purpose.ring(club.policy()), 2)));
  }

  private static <T> T done(Uni<T> work) {
    return work.await().atMost(PATIENCE);
  }

  /** Orders a rotation that waits with a version that is pending, and returns its id. */
  private String pend(RingPurpose purpose) {
    laggard.delay(club.policy());
    String id =
        club.order(purpose.text(), "/rotate", Map.of()).statusCode(202).extract().path("id");
    Await.until(
        () ->
            ServiceDatabase.value("SELECT census IS NOT NULL FROM key_job WHERE id = ?::uuid", id),
        begun -> begun.equals(true));
    assertThat(state(purpose, 2)).isEqualTo(VersionState.PENDING);
    return id;
  }

  private VersionState state(RingPurpose purpose, int version) {
    return ring(purpose).version(version).orElseThrow().state();
  }

  @ParameterizedTest
  @EnumSource(RingPurpose.class)
  void versionThatACancelledRotationLeftGetsAnotherKey(RingPurpose purpose) {
    // Given
    String id = pend(purpose);
    Club.as(Club.FIRST, "/jobs/" + id + "/cancel", Map.of()).statusCode(200);
    SecretBytes left = key(purpose);
    laggard.leave();

    // When
    int version = club.rotate(purpose.text()).get("version").asInt();

    // Then
    assertThat(version).isEqualTo(2);
    assertThat(key(purpose)).isNotEqualTo(left);
    assertThat(state(purpose, 2)).isEqualTo(VersionState.ACTIVE);
    assertThat(ring(purpose).highest()).isEqualTo(2);
    club.member(1);
    assertThat(club.byPhone(1)).isEqualTo(club.byReference(1)).hasSize(1);
  }

  @Test
  void workerThatComesLateReplacesNoKeyThatItHasNotRead() {
    // Given
    RingRow read = ring(RingPurpose.SUBJECT);
    pend(RingPurpose.SUBJECT);
    SecretBytes made = key(RingPurpose.SUBJECT);

    // When
    boolean pended = done(store.pend(read, 2, new byte[] {1}, ServiceClock.now()));

    // Then
    assertThat(pended).isFalse();
    assertThat(key(RingPurpose.SUBJECT)).isEqualTo(made);
  }

  @Test
  void rotationThatIsTakenUpAgainKeepsTheKeyThatReplicasHaveRead() {
    // Given
    String id = pend(RingPurpose.SUBJECT);
    SecretBytes made = key(RingPurpose.SUBJECT);

    // When: its worker has died, and another takes it up
    HeldJob.takeOver(UUID.fromString(id));
    HeldJob.fallSilent(UUID.fromString(id));
    Await.until(
        () ->
            ServiceDatabase.value(
                "SELECT heartbeat_at > now() - interval '1 hour' FROM key_job WHERE id = ?::uuid",
                id),
        taken -> taken.equals(true));
    laggard.leave();

    // Then
    Await.until(() -> Club.state(Club.job(id)), state -> state.equals("COMPLETED"));
    assertThat(key(RingPurpose.SUBJECT)).isEqualTo(made);
    assertThat(state(RingPurpose.SUBJECT, 2)).isEqualTo(VersionState.ACTIVE);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DATA")
  void versionThatWritesAlreadyKeepsItsKey(RingPurpose purpose) {
    // Given: what writes under it, and a keys database that has not heard of it
    club.rotate(purpose.text());
    club.member(1);
    SecretBytes writes = key(purpose);
    setBack(purpose);

    // When
    int version = club.rotate(purpose.text()).get("version").asInt();

    // Then
    assertThat(version).isEqualTo(2);
    assertThat(key(purpose)).isEqualTo(writes);
    assertThat(state(purpose, 1)).isEqualTo(VersionState.RETIRED);
    assertThat(state(purpose, 2)).isEqualTo(VersionState.ACTIVE);
    assertThat(club.byPhone(1)).isEqualTo(club.byReference(1)).hasSize(1);
  }

  /** As if the service had died after the data, and before the keys, knew which version writes. */
  private void setBack(RingPurpose purpose) {
    for (String states :
        new String[] {"'PENDING' WHERE version = 2", "'ACTIVE' WHERE version = 1"}) {
      ServiceDatabase.execute(
          "UPDATE lethe_key.key_ring_version SET state = " + states + " AND ring = ?",
          purpose.ring(club.policy()));
    }
  }
}
