package io.lethe.key;

import io.lethe.crypto.Ed25519;
import io.lethe.crypto.SecretBytes;
import io.lethe.key.LedgerKeyStore.KeyRow;
import io.lethe.ledger.CheckpointSigner;
import io.lethe.ledger.CheckpointSigners;
import io.lethe.ledger.LedgerConfig;
import io.lethe.ledger.LedgerStore;
import io.lethe.ledger.VerifierKey;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The keys that sign checkpoints. They are under the key encryption key, so that whoever can write
 * to the databases cannot sign.
 *
 * <p><b>Thread safety</b>: any thread.
 */
@ApplicationScoped
class LedgerKeys implements CheckpointSigners {

  /** Their name beside those of the rings. */
  static final String RING = "ledger";

  private final LedgerKeyStore store;
  private final LedgerStore ledger;
  private final KeyEncryptionKey keyEncryptionKey;
  private final LedgerConfig config;
  private final Clock clock;
  private final AtomicReference<List<CheckpointSigner>> open = new AtomicReference<>(List.of());

  LedgerKeys(
      LedgerKeyStore store,
      LedgerStore ledger,
      KeyEncryptionKey keyEncryptionKey,
      LedgerConfig config,
      Clock clock) {
    this.store = store;
    this.ledger = ledger;
    this.keyEncryptionKey = keyEncryptionKey;
    this.config = config;
    this.clock = clock;
  }

  @Override
  public Uni<List<CheckpointSigner>> all() {
    List<CheckpointSigner> held = open.get();
    return held.isEmpty()
        ? store
            .all()
            .chain(keys -> keys.isEmpty() ? first().chain(store::all) : Uni.createFrom().item(keys))
            .chain(this::open)
            .invoke(open::set)
        : Uni.createFrom().item(held);
  }

  /** A ledger that was signed gets no other key: the one that is missing has to be put back. */
  private Uni<Void> first() {
    return ledger
        .isSealed()
        .chain(
            signed ->
                signed
                    ? Uni.createFrom()
                        .failure(
                            new ServiceException(
                                ErrorCode.KEY_RING_MISMATCH,
                                "the keys database lacks the key that has signed the ledger;"
                                    + " restore lethe_key.ledger_key"))
                    : make());
  }

  private Uni<Void> make() {
    SecretBytes key = Ed25519.generate();
    return keyEncryptionKey
        .wrap(key, RingLoader.context(RING, 1))
        .map(
            wrapped ->
                new KeyRow(1, config.origin(), Ed25519.publicKey(key), wrapped, clock.instant()))
        .eventually(key::close)
        .chain(store::create);
  }

  private Uni<List<CheckpointSigner>> open(List<KeyRow> keys) {
    return Multi.createFrom()
        .iterable(keys)
        .onItem()
        .transformToUniAndConcatenate(this::open)
        .collect()
        .asList();
  }

  private Uni<CheckpointSigner> open(KeyRow row) {
    return keyEncryptionKey
        .unwrap(row.wrapped(), RingLoader.context(RING, row.version()))
        .map(
            key -> {
              if (!MessageDigest.isEqual(Ed25519.publicKey(key), row.publicKey())) {
                throw new ServiceException(
                    ErrorCode.KEY_UNAVAILABLE,
                    "the public key of version " + row.version() + " of the ledger is another's");
              }
              return new Signer(new VerifierKey(row.name(), row.publicKey()), key);
            });
  }

  private record Signer(VerifierKey verifier, SecretBytes key) implements CheckpointSigner {

    @Override
    public byte[] sign(byte[] message) {
      return Ed25519.sign(key, message);
    }
  }
}
