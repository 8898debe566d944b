package io.lethe.crypto;

import java.nio.ByteBuffer;
import org.bouncycastle.crypto.engines.GOST3412_2015Engine;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * One message of the Multilinear Galois Mode over Kuznyechik.
 *
 * <p><b>Thread safety</b>: for one thread, like its cipher.
 *
 * <p><b>Source</b>: RFC 9058, section 4.
 */
final class Mgm {

  private static final int BLOCK = 16;

  /** {@code w^7 + w^2 + w + 1}, what {@code w^128} is in the field. */
  private static final long REDUCTION = 0x87;

  private final GOST3412_2015Engine cipher = new GOST3412_2015Engine();
  private final byte[] nonce;

  /**
   * For one nonce.
   *
   * @param nonce 16 bytes, the first bit 0
   */
  Mgm(KeyParameter key, byte[] nonce) {
    if (nonce.length != BLOCK || nonce[0] < 0) {
      throw new IllegalArgumentException("a nonce has 16 bytes, the first bit 0");
    }
    this.nonce = nonce.clone();
    cipher.init(true, key);
  }

  /** Encrypts, or decrypts what it encrypted. */
  byte[] applyKeystream(byte[] text) {
    byte[] result = text.clone();
    ByteBuffer counter = ByteBuffer.wrap(encrypt(nonce));
    for (int at = 0; at < text.length; at += BLOCK) {
      byte[] gamma = encrypt(counter.array());
      for (int i = 0; i < Math.min(BLOCK, text.length - at); i++) {
        result[at + i] ^= gamma[i];
      }
      counter.putLong(8, counter.getLong(8) + 1);
    }
    return result;
  }

  /** The tag, 16 bytes, of associated data and ciphertext. */
  byte[] tag(byte[] aad, byte[] ciphertext) {
    byte[] first = nonce.clone();
    first[0] |= (byte) 0x80;
    Sum sum = new Sum(ByteBuffer.wrap(encrypt(first)));
    sum.add(aad);
    sum.add(ciphertext);
    sum.add(
        ByteBuffer.allocate(BLOCK)
            .putLong(8L * aad.length)
            .putLong(8L * ciphertext.length)
            .array());
    return encrypt(ByteBuffer.allocate(BLOCK).putLong(sum.high).putLong(sum.low).array());
  }

  private byte[] encrypt(byte[] block) {
    byte[] image = new byte[BLOCK];
    cipher.processBlock(block, 0, image, 0);
    return image;
  }

  /** The sum of the blocks, each times its own hash key. */
  private final class Sum {

    private final ByteBuffer counter;
    private long high;
    private long low;

    private Sum(ByteBuffer counter) {
      this.counter = counter;
    }

    private void add(byte[] text) {
      ByteBuffer block = ByteBuffer.allocate(BLOCK);
      for (int at = 0; at < text.length; at += BLOCK) {
        int length = Math.min(BLOCK, text.length - at);
        block.clear().put(text, at, length).put(new byte[BLOCK - length]);
        ByteBuffer key = ByteBuffer.wrap(encrypt(counter.array()));
        addProduct(block.getLong(0), block.getLong(8), key.getLong(0), key.getLong(8));
        counter.putLong(0, counter.getLong(0) + 1);
      }
    }

    /** Adds a product in GF(2^128), without a branch or a table that depends on the factors. */
    private void addProduct(long aHigh, long aLow, long bHigh, long bLow) {
      long shiftedHigh = bHigh;
      long shiftedLow = bLow;
      for (int bit = 0; bit < 2 * Long.SIZE; bit++) {
        long word = bit < Long.SIZE ? aLow : aHigh;
        long mask = -(word >>> bit & 1);
        high ^= shiftedHigh & mask;
        low ^= shiftedLow & mask;
        long carry = -(shiftedHigh >>> 63);
        shiftedHigh = shiftedHigh << 1 | shiftedLow >>> 63;
        shiftedLow = shiftedLow << 1 ^ REDUCTION & carry;
      }
    }
  }
}
