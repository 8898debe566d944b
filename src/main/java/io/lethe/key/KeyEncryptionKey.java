package io.lethe.key;

import io.lethe.crypto.SecretBytes;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import java.util.SortedMap;

/**
 * The key that wraps the rings; it never leaves its provider. It has versions: the newest wraps,
 * those before it unwrap as long as the provider keeps them.
 *
 * <p><b>Guarantee</b>: what is wrapped says by itself which version wrapped it.
 *
 * <p><b>Errors</b>: {@code KEY_UNAVAILABLE} when the provider cannot be reached or what it is given
 * does not open, with what to check.
 */
public interface KeyEncryptionKey {

  /**
   * Wraps a key under the newest version.
   *
   * @param key 32 bytes at least
   * @param context bound to the result; needed again to unwrap
   */
  Uni<byte[]> wrap(SecretBytes key, byte[] context);

  /** Opens what {@link #wrap} made with the same context, under whichever version. */
  Uni<SecretBytes> unwrap(byte[] wrapped, byte[] context);

  /**
   * The name of the version that wrapped this, such as {@code lethe-2} or {@code vault:v3}.
   *
   * @throws ServiceException {@code KEY_UNAVAILABLE} when no version of this provider wrapped it
   */
  String version(byte[] wrapped);

  /** The name of the version that wraps now. */
  Uni<String> newest();

  /** The names of the versions that unwrap, by their numbers: 1 or more, the oldest the least. */
  Uni<SortedMap<Integer, String>> versions();

  /** The same key under the newest version; unchanged when that wrapped it already. */
  Uni<byte[]> rewrap(byte[] wrapped, byte[] context);

  /**
   * Makes a new version, which wraps from now on, and returns its name.
   *
   * <p><b>Errors</b>: {@code KEY_ROTATED_ELSEWHERE} where the provider's owner makes versions, with
   * how.
   */
  Uni<String> rotate();
}
