package io.lethe.key;

import io.lethe.crypto.Aead;
import io.lethe.crypto.AeadException;
import io.lethe.crypto.SecretBytes;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;

/**
 * A key encryption key that is held in memory: AES-256-GCM, {@code nonce(12) | key | tag(16)}.
 *
 * <p><b>Source</b>: NIST SP 800-38D.
 */
public final class SoftwareKeyEncryptionKey implements KeyEncryptionKey {

  private final SecretBytes key;

  /**
   * Uses {@code key}.
   *
   * @param key 32 bytes
   */
  public SoftwareKeyEncryptionKey(SecretBytes key) {
    this.key = key;
  }

  @Override
  public Uni<byte[]> wrap(SecretBytes secret, byte[] context) {
    return Uni.createFrom().item(() -> secret.use(bytes -> Aead.seal(key, bytes, context)));
  }

  @Override
  public Uni<SecretBytes> unwrap(byte[] wrapped, byte[] context) {
    return Uni.createFrom()
        .item(() -> SecretBytes.copyOf(Aead.open(key, wrapped, context)))
        .onFailure(AeadException.class)
        .transform(
            e ->
                new ServiceException(
                    ErrorCode.KEY_UNAVAILABLE,
                    "a key ring does not open; the key encryption key is not the one that wrapped"
                        + " it"));
  }
}
