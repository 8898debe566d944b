package io.lethe.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256 on a single block of 16 bytes: a keyed permutation, reversible with its key alone.
 *
 * <p><b>Warning</b>: deterministic and for one block of pseudorandom bytes only; never encrypt
 * values with it. The key lives as long as this object, also when its {@link SecretBytes} is
 * closed.
 *
 * <p><b>Thread safety</b>: safe from any thread; each has its own ciphers.
 *
 * <p><b>Source</b>: FIPS 197.
 */
public final class BlockPermutation {

  /** Length of a block in bytes. */
  public static final int BLOCK_LENGTH = 16;

  private final SecretKeySpec key;
  private final ThreadLocal<Cipher> encrypting =
      ThreadLocal.withInitial(() -> keyed(Cipher.ENCRYPT_MODE));
  private final ThreadLocal<Cipher> decrypting =
      ThreadLocal.withInitial(() -> keyed(Cipher.DECRYPT_MODE));

  /**
   * @throws IllegalArgumentException when the key has not 32 bytes
   */
  public BlockPermutation(SecretBytes key) {
    if (key.length() != Aead.KEY_LENGTH) {
      throw new IllegalArgumentException("AES-256 needs a key of 32 bytes");
    }
    this.key = key.use(bytes -> new SecretKeySpec(bytes, "AES"));
  }

  /** The image of a block of 16 bytes. */
  public byte[] encrypt(byte[] block) {
    return apply(encrypting.get(), block);
  }

  /** The block of 16 bytes whose image this is. */
  public byte[] decrypt(byte[] block) {
    return apply(decrypting.get(), block);
  }

  private static byte[] apply(Cipher cipher, byte[] block) {
    if (block.length != BLOCK_LENGTH) {
      throw new IllegalArgumentException("a block has 16 bytes");
    }
    try {
      return cipher.doFinal(block);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-256 cannot process a block", e);
    }
  }

  private Cipher keyed(int mode) {
    try {
      Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
      cipher.init(mode, key);
      return cipher;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-256 is not available", e);
    }
  }
}
