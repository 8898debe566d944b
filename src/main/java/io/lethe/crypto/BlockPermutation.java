package io.lethe.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.engines.GOST3412_2015Engine;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * A block cipher on a single block of 16 bytes: a keyed permutation, reversible with its key alone.
 *
 * <p><b>Warning</b>: deterministic and for one block of pseudorandom bytes only; never encrypt
 * values with it. It works with a copy of the key, which lives until {@link #close}, also when its
 * {@link SecretBytes} is closed before. Kuznyechik reads tables at places that depend on the key.
 *
 * <p><b>Thread safety</b>: safe from any thread; each has its own ciphers.
 *
 * <p><b>Errors</b>: IllegalStateException after {@link #close}.
 *
 * <p><b>Source</b>: FIPS 197 (AES-256), RFC 7801 (Kuznyechik).
 */
public final class BlockPermutation implements AutoCloseable {

  /** Length of a block in bytes. */
  public static final int BLOCK_LENGTH = 16;

  private final PerThread<Block> encrypting;
  private final PerThread<Block> decrypting;

  /** One direction of a keyed cipher. */
  @FunctionalInterface
  private interface Block {
    byte[] apply(byte[] block);
  }

  /**
   * AES-256.
   *
   * @throws IllegalArgumentException when the key has not 32 bytes
   */
  public BlockPermutation(SecretBytes key) {
    this(key, k -> aes(Cipher.ENCRYPT_MODE, k), k -> aes(Cipher.DECRYPT_MODE, k));
  }

  private BlockPermutation(
      SecretBytes key, PerThread.Keyed<Block> encrypting, PerThread.Keyed<Block> decrypting) {
    if (key.length() != Aead.KEY_LENGTH) {
      throw new IllegalArgumentException("a block cipher of 256 bits needs a key of 32 bytes");
    }
    this.encrypting = new PerThread<>(key, encrypting);
    this.decrypting = new PerThread<>(key, decrypting);
  }

  /**
   * Kuznyechik.
   *
   * @throws IllegalArgumentException when the key has not 32 bytes
   */
  public static BlockPermutation kuznyechik(SecretBytes key) {
    return new BlockPermutation(key, k -> kuznyechik(true, k), k -> kuznyechik(false, k));
  }

  /** The image of a block of 16 bytes. */
  public byte[] encrypt(byte[] block) {
    return apply(encrypting.get(), block);
  }

  /** The block of 16 bytes whose image this is. */
  public byte[] decrypt(byte[] block) {
    return apply(decrypting.get(), block);
  }

  private static byte[] apply(Block cipher, byte[] block) {
    if (block.length != BLOCK_LENGTH) {
      throw new IllegalArgumentException("a block has 16 bytes");
    }
    return cipher.apply(block);
  }

  private static Block aes(int mode, SecretBytes key) {
    try {
      Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
      SecretKeySpec spec = key.use(bytes -> new SecretKeySpec(bytes, "AES"));
      cipher.init(mode, spec);
      return block -> process(cipher, block);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-256 is not available", e);
    }
  }

  private static byte[] process(Cipher cipher, byte[] block) {
    try {
      return cipher.doFinal(block);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-256 cannot process a block", e);
    }
  }

  private static Block kuznyechik(boolean forward, SecretBytes key) {
    GOST3412_2015Engine engine = new GOST3412_2015Engine();
    engine.init(forward, key.use(KeyParameter::new));
    return block -> {
      byte[] image = new byte[BLOCK_LENGTH];
      engine.processBlock(block, 0, image, 0);
      return image;
    };
  }

  /** Wipes the key; calls under way finish, later ones are refused. */
  @Override
  public void close() {
    encrypting.close();
    decrypting.close();
  }

  @Override
  public String toString() {
    return "BlockPermutation";
  }
}
