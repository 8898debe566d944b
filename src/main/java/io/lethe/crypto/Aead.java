package io.lethe.crypto;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM: whoever lacks the key can neither read the plaintext nor change it unseen.
 *
 * <p>A sealed blob is {@code nonce(12) | ciphertext | tag(16)}: 28 bytes longer than the plaintext.
 *
 * <p><b>Warning</b>: nonces are random, so one key may seal at most 2^32 blobs. A thread's cipher
 * remembers the last key it worked with until its next call.
 *
 * <p><b>Thread safety</b>: safe from any thread; each has its own cipher.
 *
 * <p><b>Source</b>: NIST SP 800-38D, section 8.2.2 (random nonces).
 */
public final class Aead {

  /** Length of a key in bytes. */
  public static final int KEY_LENGTH = 32;

  private static final int NONCE_LENGTH = 12;
  private static final int TAG_LENGTH = 16;
  private static final ThreadLocal<Engine> ENGINE = ThreadLocal.withInitial(Engine::create);

  private Aead() {}

  /**
   * Seals a plaintext and binds it to associated data, which is not part of the result.
   *
   * @throws IllegalArgumentException when the key has not 32 bytes
   */
  public static byte[] seal(SecretBytes key, byte[] plaintext, byte[] aad) {
    Engine engine = ENGINE.get();
    byte[] sealed = new byte[NONCE_LENGTH + plaintext.length + TAG_LENGTH];
    byte[] nonce = new byte[NONCE_LENGTH];
    engine.random().nextBytes(nonce);
    System.arraycopy(nonce, 0, sealed, 0, NONCE_LENGTH);
    try {
      Cipher cipher = engine.start(Cipher.ENCRYPT_MODE, key, nonce);
      cipher.updateAAD(aad);
      cipher.doFinal(plaintext, 0, plaintext.length, sealed, NONCE_LENGTH);
      return sealed;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-256-GCM cannot seal", e);
    }
  }

  /**
   * Opens what {@link #seal} made with the same key and associated data.
   *
   * @throws AeadException when the blob is truncated or forged, or key or associated data differ
   * @throws IllegalArgumentException when the key has not 32 bytes
   */
  public static byte[] open(SecretBytes key, byte[] sealed, byte[] aad) {
    if (sealed.length < NONCE_LENGTH + TAG_LENGTH) {
      throw new AeadException("the sealed bytes are truncated");
    }
    try {
      Cipher cipher = ENGINE.get().start(Cipher.DECRYPT_MODE, key, sealed);
      cipher.updateAAD(aad);
      return cipher.doFinal(sealed, NONCE_LENGTH, sealed.length - NONCE_LENGTH);
    } catch (GeneralSecurityException e) {
      throw new AeadException("the sealed bytes do not open", e);
    }
  }

  /** What a thread reuses: looking a cipher up costs more than sealing a record. */
  private record Engine(Cipher cipher, SecureRandom random) {

    static Engine create() {
      try {
        return new Engine(Cipher.getInstance("AES/GCM/NoPadding"), new SecureRandom());
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("AES-256-GCM is not available", e);
      }
    }

    Cipher start(int mode, SecretBytes key, byte[] nonce) throws GeneralSecurityException {
      if (key.length() != KEY_LENGTH) {
        throw new IllegalArgumentException("AES-256-GCM needs a key of 32 bytes");
      }
      SecretKeySpec aes = key.use(bytes -> new SecretKeySpec(bytes, "AES"));
      cipher.init(mode, aes, new GCMParameterSpec(TAG_LENGTH * 8, nonce, 0, NONCE_LENGTH));
      return cipher;
    }
  }
}
