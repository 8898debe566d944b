package io.lethe.crypto;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import java.util.Arrays;
import java.util.Base64;

/**
 * A keyed token and the version of the key that made it.
 *
 * <p><b>Guarantee</b>: one token has one text, {@code v{n}.} + base64url without padding of 16
 * bytes (22 characters).
 *
 * <p><b>Warning</b>: a token stands for a person; {@code toString} shows its version only.
 *
 * @param version of the key, 1 or more
 * @param bytes 16 bytes
 */
public record VersionedToken(int version, byte[] bytes) {

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
  private static final int BODY_LENGTH = 22;
  private static final int LONGEST_VERSION = 10;

  public VersionedToken {
    if (version < 1 || bytes.length != BlockPermutation.BLOCK_LENGTH) {
      throw new IllegalArgumentException("a token has a positive version and 16 bytes");
    }
    bytes = bytes.clone();
  }

  /** A copy of the 16 bytes. */
  @Override
  public byte[] bytes() {
    return bytes.clone();
  }

  /** {@code v{n}.} + 22 characters of base64url. */
  public String text() {
    return "v" + version + "." + ENCODER.encodeToString(bytes);
  }

  /**
   * Reads a text that {@link #text} wrote, and no other spelling of it.
   *
   * @throws ServiceException with TOKEN_INVALID; it does not repeat the text
   */
  public static VersionedToken parse(String text) {
    int dot = text.length() - BODY_LENGTH - 1;
    if (dot >= 2 && dot <= 1 + LONGEST_VERSION && text.charAt(dot) == '.') {
      try {
        int version = Integer.parseInt(text, 1, dot, 10);
        VersionedToken token = new VersionedToken(version, DECODER.decode(text.substring(dot + 1)));
        if (token.text().equals(text)) {
          return token;
        }
      } catch (IllegalArgumentException e) {
        // Falls through: the cause would repeat a part of the text.
      }
    }
    throw new ServiceException(
        ErrorCode.TOKEN_INVALID, "a token is v{n}. followed by 22 characters of base64url");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VersionedToken that
        && version == that.version
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return 31 * version + Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "VersionedToken[version=" + version + "]";
  }
}
