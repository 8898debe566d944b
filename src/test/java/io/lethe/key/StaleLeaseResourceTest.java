package io.lethe.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.database.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Leases by a replica that has not read again what another one has changed. */
@QuarkusTest
class StaleLeaseResourceTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Inject Database database;
  @Inject KeyRings rings;
  @Inject KeyEpochs epochs;
  @Inject KeyLeases leases;

  private Uni<Set<Integer>> leaving(PolicyKeys keys) {
    return database.transaction(tx -> rings.hold(tx, keys).chain(() -> leases.leaving(tx, keys)));
  }

  @Test
  void keysOfBeforeADestructionAreNotLeased() {
    // Given
    Club club = Club.open("stale_leases");
    PolicyKeys stale = rings.of(club.policy());
    assertThat(leaving(stale).await().atMost(PATIENCE)).isEmpty();

    // When: as a destruction does, which begins no epoch
    epochs.changed(database.data(), club.policy()).await().atMost(PATIENCE);

    // Then
    assertThatThrownBy(() -> leaving(stale).await().atMost(PATIENCE)).isInstanceOf(StaleKeys.class);
  }
}
