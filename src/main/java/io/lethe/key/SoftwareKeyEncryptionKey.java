package io.lethe.key;

import io.lethe.crypto.Aead;
import io.lethe.crypto.AeadException;
import io.lethe.crypto.SecretBytes;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A key encryption key whose versions are held in memory: AES-256-GCM in the form of {@link
 * WrappedKey}.
 *
 * <p><b>Thread safety</b>: immutable, safe from any thread.
 *
 * <p><b>Source</b>: NIST SP 800-38D.
 */
public final class SoftwareKeyEncryptionKey implements KeyEncryptionKey {

  /** Length of a version's key in bytes. */
  public static final int KEY_LENGTH = Aead.KEY_LENGTH;

  /** The version that wrapped what does not name one. */
  public static final String FIRST = "lethe";

  private static final int SHORTEST_KEY = 32;

  private static final Comparator<String> OLDEST_FIRST =
      Comparator.comparing((String name) -> name.replaceFirst("[0-9]+$", ""))
          .thenComparing(String::length)
          .thenComparing(Comparator.naturalOrder());

  private final Map<String, SecretBytes> versions;
  private final String newest;

  /** One version only, the first. */
  public SoftwareKeyEncryptionKey(SecretBytes key) {
    this(Map.of(FIRST, key), FIRST);
  }

  /**
   * Versions by their names.
   *
   * @param versions 32 bytes each; a name is 1 to 100 of {@code a-z 0-9 . _ -}
   * @param newest the one that wraps, one of {@code versions}
   */
  public SoftwareKeyEncryptionKey(Map<String, SecretBytes> versions, String newest) {
    this.versions = Map.copyOf(versions);
    this.newest = newest;
    if (!versions.containsKey(newest) || !versions.keySet().stream().allMatch(WrappedKey::named)) {
      throw new IllegalArgumentException("versions are well named, and the newest is one of them");
    }
    if (versions.values().stream().anyMatch(key -> key.length() != KEY_LENGTH)) {
      throw new IllegalArgumentException("a version's key has 32 bytes");
    }
  }

  @Override
  public Uni<byte[]> wrap(SecretBytes secret, byte[] context) {
    return Uni.createFrom().item(() -> wrapNow(secret, context));
  }

  private byte[] wrapNow(SecretBytes secret, byte[] context) {
    if (secret.length() < SHORTEST_KEY) {
      throw new IllegalArgumentException("a wrapped key has 32 bytes at least");
    }
    SecretBytes key = versions.get(newest);
    byte[] aad = WrappedKey.bound(newest, context);
    byte[] sealed = secret.use(bytes -> Aead.seal(key, bytes, aad));
    return new WrappedKey(newest, sealed, false).bytes();
  }

  @Override
  public Uni<SecretBytes> unwrap(byte[] wrapped, byte[] context) {
    return Uni.createFrom().item(() -> unwrapNow(WrappedKey.parse(wrapped), context));
  }

  private SecretBytes unwrapNow(WrappedKey wrapped, byte[] context) {
    SecretBytes key = versions.get(wrapped.version());
    if (key == null) {
      throw unavailable(
          "a key ring was wrapped by version "
              + wrapped.version()
              + " of the key encryption key, which is not there; put it back until all rings are"
              + " rewrapped");
    }
    try {
      byte[] bytes = Aead.open(key, wrapped.sealed(), wrapped.aad(context));
      SecretBytes secret = SecretBytes.copyOf(bytes);
      Arrays.fill(bytes, (byte) 0);
      return secret;
    } catch (AeadException e) {
      throw unavailable(
          "a key ring does not open; the key encryption key is not the one that wrapped it");
    }
  }

  @Override
  public String version(byte[] wrapped) {
    return versionOf(wrapped);
  }

  /** What {@link #version} of any such key answers. */
  public static String versionOf(byte[] wrapped) {
    return WrappedKey.parse(wrapped).version();
  }

  @Override
  public Uni<String> newest() {
    return Uni.createFrom().item(newest);
  }

  /** Numbered by their names: {@code lethe}, {@code lethe-2}, {@code lethe-10}. */
  @Override
  public Uni<SortedMap<Integer, String>> versions() {
    SortedMap<Integer, String> numbered = new TreeMap<>();
    versions.keySet().stream()
        .sorted(OLDEST_FIRST)
        .forEach(name -> numbered.put(numbered.size() + 1, name));
    return Uni.createFrom().item(numbered);
  }

  @Override
  public Uni<byte[]> rewrap(byte[] wrapped, byte[] context) {
    return Uni.createFrom()
        .item(() -> WrappedKey.parse(wrapped))
        .chain(
            parsed ->
                parsed.version().equals(newest) && !parsed.older()
                    ? Uni.createFrom().item(wrapped)
                    : unwrap(wrapped, context).chain(key -> wrapOnce(key, context)));
  }

  private Uni<byte[]> wrapOnce(SecretBytes key, byte[] context) {
    return wrap(key, context).onTermination().invoke(key::close);
  }

  @Override
  public Uni<String> rotate() {
    return Uni.createFrom()
        .failure(
            () ->
                new ServiceException(
                    ErrorCode.KEY_ROTATED_ELSEWHERE,
                    "add an AES key of 256 bits under the next alias to the keystore, set"
                        + " lethe.keys.keystore.alias to it and restart; leave the old alias in it"
                        + " until all rings are rewrapped"));
  }

  private static ServiceException unavailable(String why) {
    return new ServiceException(ErrorCode.KEY_UNAVAILABLE, why);
  }

  @Override
  public String toString() {
    return "SoftwareKeyEncryptionKey[newest=" + newest + ", versions=" + versions.keySet() + "]";
  }
}
