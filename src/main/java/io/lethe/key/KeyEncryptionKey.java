package io.lethe.key;

import io.lethe.crypto.SecretBytes;
import io.smallrye.mutiny.Uni;

/**
 * The key that wraps the rings; it never leaves its provider.
 *
 * <p><b>Errors</b>: {@code KEY_UNAVAILABLE} when the provider cannot be reached or what it is given
 * does not open.
 */
public interface KeyEncryptionKey {

  /**
   * Wraps a key.
   *
   * @param context bound to the result; needed again to unwrap
   */
  Uni<byte[]> wrap(SecretBytes key, byte[] context);

  /** Opens what {@link #wrap} made with the same context. */
  Uni<SecretBytes> unwrap(byte[] wrapped, byte[] context);
}
