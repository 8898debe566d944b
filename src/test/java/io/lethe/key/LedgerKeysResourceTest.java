package io.lethe.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lethe.ServiceDatabase;
import io.lethe.ledger.CheckpointSigner;
import io.lethe.ledger.LedgerConfig;
import io.lethe.ledger.LedgerStore;
import io.lethe.ledger.Sealer;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class LedgerKeysResourceTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final LedgerKeyStore store;
  private final LedgerStore ledger;
  private final KeyEncryptionKey keyEncryptionKey;
  private final LedgerConfig config;
  private final Clock clock;
  private final Sealer sealer;

  @Inject
  LedgerKeysResourceTest(
      LedgerKeyStore store,
      LedgerStore ledger,
      KeyEncryptionKey keyEncryptionKey,
      LedgerConfig config,
      Clock clock,
      Sealer sealer) {
    this.store = store;
    this.ledger = ledger;
    this.keyEncryptionKey = keyEncryptionKey;
    this.config = config;
    this.clock = clock;
    this.sealer = sealer;
  }

  @BeforeEach
  void seal() {
    sealer.seal().await().atMost(PATIENCE);
  }

  /** As a replica that starts. */
  private List<CheckpointSigner> opened() {
    return new LedgerKeys(store, ledger, keyEncryptionKey, config, clock)
        .all()
        .await()
        .atMost(PATIENCE);
  }

  @Test
  void everyReplicaSignsWithTheSameKey() {
    // When
    List<CheckpointSigner> one = opened();
    List<CheckpointSigner> other = opened();

    // Then
    assertThat(one).hasSize(1);
    assertThat(one.get(0).verifier().text()).isEqualTo(other.get(0).verifier().text());
    assertThat(one.get(0).toString()).doesNotContain("key=[");
  }

  @Test
  void signedLedgerGetsNoOtherKey() {
    // Given
    ServiceDatabase.execute("CREATE TABLE kept_ledger_key AS SELECT * FROM lethe_key.ledger_key");
    ServiceException refused;
    try {
      ServiceDatabase.execute("DELETE FROM lethe_key.ledger_key");

      // When
      refused = catchThrowableOfType(ServiceException.class, this::opened);
    } finally {
      ServiceDatabase.execute("INSERT INTO lethe_key.ledger_key SELECT * FROM kept_ledger_key");
      ServiceDatabase.execute("DROP TABLE kept_ledger_key");
    }

    // Then
    assertThat(refused.code()).isEqualTo(ErrorCode.KEY_RING_MISMATCH);
    assertThat(opened()).hasSize(1);
  }
}
