package io.lethe.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.database.Database;
import io.lethe.key.RingStore.RingRow;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two replicas that make the rings of one policy. */
@QuarkusTest
class RingRaceResourceTest {

  private static final AtomicInteger POLICIES = new AtomicInteger();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Database database;
  private final RingCheckStore checks;
  private final KeyEpochs epochs;
  private final KeyEncryptionKey keyEncryptionKey;
  private final Clock clock;

  @Inject
  RingRaceResourceTest(
      Database database,
      RingCheckStore checks,
      KeyEpochs epochs,
      KeyEncryptionKey keyEncryptionKey,
      Clock clock) {
    this.database = database;
    this.checks = checks;
    this.epochs = epochs;
    this.keyEncryptionKey = keyEncryptionKey;
    this.clock = clock;
  }

  @ParameterizedTest
  @EnumSource(RingPurpose.class)
  void ringThatAnotherReplicaMakesAfterItWasLookedForIsTaken(RingPurpose purpose) {
    // Given a replica that makes what is missing once the other has not found this ring
    String policy = "race-" + POLICIES.incrementAndGet() + "-" + lower(purpose);
    AtomicInteger looks = new AtomicInteger();
    RingLoader other = loader(new RingStore(database));
    RingStore interrupted =
        new RingStore(database) {
          @Override
          Uni<Optional<RingRow>> find(String name) {
            Uni<Optional<RingRow>> found = super.find(name);
            return name.equals(purpose.ring(policy)) && looks.getAndIncrement() == 0
                ? found.call(() -> other.load(policy))
                : found;
          }
        };
    RingLoader one = loader(interrupted);

    // When
    PolicyKeys keys = one.load(policy).await().atMost(PATIENCE);

    // Then both have the same
    PolicyKeys others = other.load(policy).await().atMost(PATIENCE);
    assertThat(looks).hasValue(2);
    assertThat(keys.ring(purpose).check()).isEqualTo(others.ring(purpose).check());
    assertThat(keys.subject("a").tokens()).isEqualTo(others.subject("a").tokens());
  }

  private RingLoader loader(RingStore store) {
    return new RingLoader(database, store, checks, epochs, keyEncryptionKey, clock);
  }

  private static String lower(RingPurpose purpose) {
    return purpose.name().toLowerCase(Locale.ROOT);
  }
}
