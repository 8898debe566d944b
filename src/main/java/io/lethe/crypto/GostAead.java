package io.lethe.crypto;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * Kuznyechik in MGM mode: whoever lacks the key can neither read the plaintext nor change it
 * unseen.
 *
 * <p>A sealed blob is {@code nonce(16) | ciphertext | tag(16)}: 32 bytes longer than the plaintext.
 * The nonce's first bit is 0.
 *
 * <p><b>Warning</b>: nonces are random, of 127 bits; one key should seal at most 2^32 blobs. The
 * cipher reads tables at places that depend on the key.
 *
 * <p><b>Thread safety</b>: safe from any thread.
 *
 * <p><b>Source</b>: RFC 9058 (MGM) over RFC 7801 (Kuznyechik); the mode is own code, since
 * BouncyCastle has none.
 */
public final class GostAead {

  private static final int NONCE_LENGTH = 16;
  private static final int TAG_LENGTH = 16;

  private GostAead() {}

  /**
   * Seals a plaintext and binds it to associated data, which is not part of the result.
   *
   * @throws IllegalArgumentException when the key has not 32 bytes
   */
  public static byte[] seal(SecretBytes key, byte[] plaintext, byte[] aad) {
    byte[] nonce = new byte[NONCE_LENGTH];
    new SecureRandom().nextBytes(nonce);
    nonce[0] &= 0x7F;
    return seal(key, nonce, plaintext, aad);
  }

  /** With a given nonce of 16 bytes, for the published vectors. */
  static byte[] seal(SecretBytes key, byte[] nonce, byte[] plaintext, byte[] aad) {
    Mgm mgm = new Mgm(keyOf256Bits(key), nonce);
    byte[] ciphertext = mgm.applyKeystream(plaintext);
    byte[] sealed = Arrays.copyOf(nonce, NONCE_LENGTH + plaintext.length + TAG_LENGTH);
    System.arraycopy(ciphertext, 0, sealed, NONCE_LENGTH, ciphertext.length);
    byte[] tag = mgm.tag(aad, ciphertext);
    System.arraycopy(tag, 0, sealed, NONCE_LENGTH + ciphertext.length, TAG_LENGTH);
    return sealed;
  }

  /**
   * Opens what {@link #seal(SecretBytes, byte[], byte[])} made with the same key and associated
   * data.
   *
   * @throws AeadException when the blob is truncated or forged, or key or associated data differ
   * @throws IllegalArgumentException when the key has not 32 bytes
   */
  public static byte[] open(SecretBytes key, byte[] sealed, byte[] aad) {
    KeyParameter parameter = keyOf256Bits(key);
    if (sealed.length < NONCE_LENGTH + TAG_LENGTH || sealed[0] < 0) {
      throw new AeadException("the sealed bytes are truncated or malformed");
    }
    int end = sealed.length - TAG_LENGTH;
    byte[] ciphertext = Arrays.copyOfRange(sealed, NONCE_LENGTH, end);
    Mgm mgm = new Mgm(parameter, Arrays.copyOf(sealed, NONCE_LENGTH));
    byte[] tag = Arrays.copyOfRange(sealed, end, sealed.length);
    if (!MessageDigest.isEqual(mgm.tag(aad, ciphertext), tag)) {
      throw new AeadException("the sealed bytes do not open");
    }
    return mgm.applyKeystream(ciphertext);
  }

  private static KeyParameter keyOf256Bits(SecretBytes key) {
    if (key.length() != Aead.KEY_LENGTH) {
      throw new IllegalArgumentException("Kuznyechik needs a key of 32 bytes");
    }
    return key.use(KeyParameter::new);
  }
}
