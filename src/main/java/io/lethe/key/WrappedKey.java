package io.lethe.key;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * A key wrapped in software: {@code 1 | length of the version's name | name | nonce(12) | key |
 * tag(16)}; a key of {@code n} bytes and a name of {@code m} take {@code n + m + 30} bytes.
 *
 * <p>The older form, {@code nonce(12) | key(32) | tag(16)}, has no name: 60 bytes, less than any of
 * the newer one. It is of version {@code lethe}.
 *
 * <p><b>Guarantee</b>: the name is bound: another name does not open.
 *
 * @param version 1 to 100 of {@code a-z 0-9 . _ -}
 * @param sealed nonce, key and tag
 * @param older whether it has the older form
 */
record WrappedKey(String version, byte[] sealed, boolean older) {

  private static final byte FORMAT = 1;
  private static final int PREFIX = 2;
  private static final int OLDER_LENGTH = 60;
  private static final Pattern NAME = Pattern.compile("[a-z0-9._-]{1,100}");

  /** Whether a version may have this name. */
  static boolean named(String version) {
    return NAME.matcher(version).matches();
  }

  /**
   * Reads what {@link #bytes} wrote, or the older form.
   *
   * @throws ServiceException {@code KEY_UNAVAILABLE} when it is neither
   */
  static WrappedKey parse(byte[] wrapped) {
    if (wrapped.length == OLDER_LENGTH) {
      return new WrappedKey(SoftwareKeyEncryptionKey.FIRST, wrapped.clone(), true);
    }
    if (wrapped.length > OLDER_LENGTH && wrapped[0] == FORMAT) {
      int end = PREFIX + (wrapped[1] & 0xFF);
      if (end < wrapped.length) {
        String version = new String(wrapped, PREFIX, end - PREFIX, StandardCharsets.US_ASCII);
        if (named(version)) {
          return new WrappedKey(version, Arrays.copyOfRange(wrapped, end, wrapped.length), false);
        }
      }
    }
    throw new ServiceException(
        ErrorCode.KEY_UNAVAILABLE,
        "a key ring is damaged, or another provider wrapped it; check lethe.keys.provider");
  }

  /** What is stored. */
  byte[] bytes() {
    byte[] prefix = prefix(version);
    return ByteBuffer.allocate(prefix.length + sealed.length).put(prefix).put(sealed).array();
  }

  /** The associated data that this was sealed with. */
  byte[] aad(byte[] context) {
    return older ? context : bound(version, context);
  }

  /** The associated data of the newer form: the prefix, which tells its own length, and context. */
  static byte[] bound(String version, byte[] context) {
    byte[] prefix = prefix(version);
    return ByteBuffer.allocate(prefix.length + context.length).put(prefix).put(context).array();
  }

  private static byte[] prefix(String version) {
    byte[] name = version.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(PREFIX + name.length)
        .put(FORMAT)
        .put((byte) name.length)
        .put(name)
        .array();
  }

  @Override
  public String toString() {
    return "WrappedKey[version=" + version + "]";
  }
}
