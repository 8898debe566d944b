package io.lethe.crypto;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import java.nio.charset.StandardCharsets;

/**
 * The input of a keyed token: suite, use, policy, domain, type and value, each with its length.
 *
 * <p><b>Guarantee</b>: different parts give different bytes, whatever the parts hold. Each part is
 * its length in bytes (4 bytes, big-endian) and its UTF-8, so the first parts are a prefix of all.
 */
public final class TokenInput {

  private static final int PREFIX_LENGTH = 4;

  private TokenInput() {}

  /**
   * The concatenated parts.
   *
   * @throws ServiceException with VALUE_INVALID when a part has an unpaired surrogate, which UTF-8
   *     would replace and so confuse with others
   */
  public static byte[] of(String... parts) {
    byte[][] encoded = new byte[parts.length][];
    int length = 0;
    for (int i = 0; i < parts.length; i++) {
      encoded[i] = utf8(parts[i]);
      length = Math.addExact(length, PREFIX_LENGTH + encoded[i].length);
    }
    byte[] input = new byte[length];
    int at = 0;
    for (byte[] part : encoded) {
      input[at++] = (byte) (part.length >>> 24);
      input[at++] = (byte) (part.length >>> 16);
      input[at++] = (byte) (part.length >>> 8);
      input[at++] = (byte) part.length;
      System.arraycopy(part, 0, input, at, part.length);
      at += part.length;
    }
    return input;
  }

  private static byte[] utf8(String part) {
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < part.length()
                && Character.isLowSurrogate(part.charAt(i + 1));
        if (!pair) {
          throw new ServiceException(ErrorCode.VALUE_INVALID, "text has an unpaired surrogate");
        }
        i++;
      }
    }
    return part.getBytes(StandardCharsets.UTF_8);
  }
}
