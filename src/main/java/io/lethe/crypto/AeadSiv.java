package io.lethe.crypto;

import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.modes.GCMSIVBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * AES-256-GCM-SIV: like {@link Aead}, but a nonce that is used twice tells only whether the two
 * plaintexts and their associated data are the same.
 *
 * <p>A sealed blob is {@code nonce(12) | ciphertext | tag(16)}: 28 bytes longer than the plaintext.
 *
 * <p><b>Warning</b>: slower than {@link Aead}, and each call makes the tables of its key anew; for
 * where a nonce may repeat, such as a restored random generator or more than 2^32 blobs of a key.
 * The software AES of BouncyCastle reads tables at places that depend on the key.
 *
 * <p><b>Thread safety</b>: safe from any thread.
 *
 * <p><b>Source</b>: RFC 8452.
 */
public final class AeadSiv {

  private static final int NONCE_LENGTH = 12;
  private static final int TAG_LENGTH = 16;

  private AeadSiv() {}

  /**
   * Seals a plaintext and binds it to associated data, which is not part of the result.
   *
   * @throws IllegalArgumentException when the key has not 32 bytes
   */
  public static byte[] seal(SecretBytes key, byte[] plaintext, byte[] aad) {
    byte[] nonce = new byte[NONCE_LENGTH];
    new SecureRandom().nextBytes(nonce);
    return seal(key, nonce, plaintext, aad);
  }

  /** With a given nonce of 12 bytes, for the published vectors. */
  static byte[] seal(SecretBytes key, byte[] nonce, byte[] plaintext, byte[] aad) {
    GCMSIVBlockCipher cipher = start(true, key, nonce, aad);
    byte[] sealed = new byte[NONCE_LENGTH + plaintext.length + TAG_LENGTH];
    System.arraycopy(nonce, 0, sealed, 0, NONCE_LENGTH);
    try {
      cipher.processBytes(plaintext, 0, plaintext.length, sealed, NONCE_LENGTH);
      cipher.doFinal(sealed, NONCE_LENGTH);
      return sealed;
    } catch (InvalidCipherTextException e) {
      throw new IllegalStateException("AES-256-GCM-SIV cannot seal", e);
    }
  }

  /**
   * Opens what {@link #seal(SecretBytes, byte[], byte[])} made with the same key and associated
   * data.
   *
   * @throws AeadException when the blob is truncated or forged, or key or associated data differ
   * @throws IllegalArgumentException when the key has not 32 bytes
   */
  public static byte[] open(SecretBytes key, byte[] sealed, byte[] aad) {
    if (sealed.length < NONCE_LENGTH + TAG_LENGTH) {
      throw new AeadException("the sealed bytes are truncated");
    }
    GCMSIVBlockCipher cipher = start(false, key, Arrays.copyOf(sealed, NONCE_LENGTH), aad);
    byte[] plaintext = new byte[sealed.length - NONCE_LENGTH - TAG_LENGTH];
    try {
      cipher.processBytes(sealed, NONCE_LENGTH, sealed.length - NONCE_LENGTH, plaintext, 0);
      cipher.doFinal(plaintext, 0);
      return plaintext;
    } catch (InvalidCipherTextException e) {
      throw new AeadException("the sealed bytes do not open", e);
    }
  }

  private static GCMSIVBlockCipher start(
      boolean sealing, SecretBytes key, byte[] nonce, byte[] aad) {
    if (key.length() != Aead.KEY_LENGTH) {
      throw new IllegalArgumentException("AES-256-GCM-SIV needs a key of 32 bytes");
    }
    GCMSIVBlockCipher cipher = new GCMSIVBlockCipher();
    KeyParameter parameter = key.use(KeyParameter::new);
    cipher.init(sealing, new AEADParameters(parameter, TAG_LENGTH * 8, nonce, aad));
    return cipher;
  }
}
