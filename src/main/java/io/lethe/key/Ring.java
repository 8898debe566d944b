package io.lethe.key;

import io.lethe.crypto.Aead;
import io.lethe.crypto.BlockPermutation;
import io.lethe.crypto.FormatCipher;
import io.lethe.crypto.Hkdf;
import io.lethe.crypto.Prf;
import io.lethe.crypto.SecretBytes;
import io.lethe.crypto.TextFormat;
import io.lethe.crypto.TokenInput;
import io.lethe.crypto.TwoLayerPrf;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One open key ring: its root and its live versions.
 *
 * @param root 32 bytes, for the first layer
 * @param versions live versions, 32 bytes each
 * @param active the version that writes
 * @param highest the highest number that a version was ever given
 */
record Ring(
    String name,
    SecretBytes root,
    SortedMap<Integer, SecretBytes> versions,
    int active,
    int highest) {

  private static final String CHECK = "lethe-ring-check";

  /**
   * The two-layer function of a domain; roots of two domains are independent (RFC 5869).
   *
   * @param prefix comes before every input
   */
  TwoLayerPrf tokens(String domain, byte[] prefix) {
    try (SecretBytes derived = domainRoot(domain)) {
      return tokens(derived, prefix, versions, active);
    }
  }

  /** The root of a domain, from which that of no other follows. */
  SecretBytes domainRoot(String domain) {
    byte[] info = ("lethe/" + name + "/" + domain).getBytes(StandardCharsets.UTF_8);
    return Hkdf.derive(root, new byte[0], info, Prf.LENGTH);
  }

  /** The same from a domain's root; it copies the keys. */
  static TwoLayerPrf tokens(
      SecretBytes domainRoot, byte[] prefix, SortedMap<Integer, SecretBytes> versions, int active) {
    SortedMap<Integer, BlockPermutation> live = new TreeMap<>();
    versions.forEach((version, key) -> live.put(version, new BlockPermutation(key)));
    return new TwoLayerPrf(new Prf(domainRoot, prefix), live, active);
  }

  /**
   * The format-preserving cipher of a version. Its key comes from the version's and the root
   * together (RFC 5869), so that neither alone opens anything.
   */
  FormatCipher format(int version, TextFormat format) {
    byte[] info = ("lethe/" + name + "/ff1").getBytes(StandardCharsets.UTF_8);
    SecretBytes key = version(version);
    try (SecretBytes derived = root.use(salt -> Hkdf.derive(key, salt, info, Aead.KEY_LENGTH))) {
      return format.cipher(derived);
    }
  }

  /**
   * 32 bytes that tell this ring from any other of its name, and nothing of its keys. The prefix of
   * a length keeps their key apart from the roots of {@link #tokens}.
   */
  byte[] check() {
    byte[] info = TokenInput.of(CHECK, name);
    try (SecretBytes derived = Hkdf.derive(root, new byte[0], info, Prf.LENGTH);
        Prf prf = new Prf(derived)) {
      return prf.compute(info);
    }
  }

  /**
   * The key of a version.
   *
   * @throws ServiceException {@code KEY_DESTROYED} when it was destroyed, {@code
   *     KEY_VERSION_UNKNOWN} when the ring has not come to it
   */
  SecretBytes version(int version) {
    SecretBytes key = versions.get(version);
    if (key == null) {
      throw missing(version);
    }
    return key;
  }

  /** Why there is no key of a version. */
  ServiceException missing(int version) {
    return version >= 1 && version <= highest
        ? new ServiceException(
            ErrorCode.KEY_DESTROYED, "version " + version + " of ring " + name + " is destroyed")
        : new ServiceException(
            ErrorCode.KEY_VERSION_UNKNOWN, "ring " + name + " has no version of this number");
  }

  /** Wipes the keys. */
  void close() {
    root.close();
    versions.values().forEach(SecretBytes::close);
  }
}
