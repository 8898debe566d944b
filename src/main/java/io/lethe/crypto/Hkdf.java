package io.lethe.crypto;

import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/**
 * HKDF-SHA-256: derives independent keys from one; knowing one of them tells nothing of the others.
 *
 * <p><b>Source</b>: RFC 5869.
 */
public final class Hkdf {

  /** 255 blocks of 32 bytes. */
  private static final int LONGEST = 255 * 32;

  private Hkdf() {}

  /**
   * Extracts and expands.
   *
   * @param ikm input keying material
   * @param salt not secret; may be empty
   * @param info what the key is for; may be empty
   * @param length in bytes, 1 to 8160
   */
  public static SecretBytes derive(SecretBytes ikm, byte[] salt, byte[] info, int length) {
    if (length < 1 || length > LONGEST) {
      throw new IllegalArgumentException("HKDF-SHA-256 derives 1 to 8160 bytes");
    }
    return ikm.use(
        bytes -> {
          HKDFBytesGenerator generator = new HKDFBytesGenerator(new SHA256Digest());
          generator.init(new HKDFParameters(bytes, salt, info));
          byte[] derived = new byte[length];
          generator.generateBytes(derived, 0, length);
          return SecretBytes.adopt(derived);
        });
  }
}
