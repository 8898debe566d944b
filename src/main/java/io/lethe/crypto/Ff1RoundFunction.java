package io.lethe.crypto;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;

/**
 * The round function of FF1 for one shape and tweak: AES-CBC-MAC over {@code P || Q}, expanded.
 *
 * <p>All rounds have the first blocks in common: they are computed once.
 *
 * <p><b>Thread safety</b>: for one thread, like its cipher.
 *
 * <p><b>Source</b>: NIST SP 800-38G, algorithm 7, steps 5 and 6.i to 6.iv.
 */
final class Ff1RoundFunction {

  private static final int BLOCK = 16;
  private static final int ROUND_COUNT = 10;

  private final Cipher cipher;
  private final Ff1Shape shape;
  private final byte[] state;
  private final byte[] tail;
  private final byte[] block = new byte[BLOCK];
  private final byte[] mac = new byte[BLOCK];

  Ff1RoundFunction(Cipher cipher, Ff1Shape shape, byte[] tweak) {
    this.cipher = cipher;
    this.shape = shape;
    int variable = shape.numberLength() + 1;
    int padded = (tweak.length + variable + BLOCK - 1) / BLOCK * BLOCK;
    int common = (padded - variable) / BLOCK * BLOCK;
    byte[] q = new byte[padded];
    System.arraycopy(tweak, 0, q, 0, tweak.length);
    System.arraycopy(first(tweak.length), 0, block, 0, BLOCK);
    encrypt(block, mac);
    chain(q, 0, common);
    this.state = mac.clone();
    this.tail = new byte[padded - common];
    System.arraycopy(q, common, tail, 0, tail.length);
  }

  /** The block {@code P}. */
  private byte[] first(int tweakLength) {
    int radix = shape.radix();
    return ByteBuffer.allocate(BLOCK)
        .put(new byte[] {1, 2, 1, (byte) (radix >>> 16), (byte) (radix >>> 8), (byte) radix})
        .put((byte) ROUND_COUNT)
        .put((byte) shape.left())
        .putInt(shape.length())
        .putInt(tweakLength)
        .array();
  }

  /** The pseudorandom number of a small shape: 8 bytes, to be read as unsigned. */
  long small(int round, long number) {
    int end = tail.length;
    long rest = number;
    for (int i = 1; i <= shape.numberLength(); i++) {
      tail[end - i] = (byte) rest;
      rest >>>= 8;
    }
    authenticate(round);
    long output = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      output = output << 8 | mac[i] & 0xFF;
    }
    return output;
  }

  /** The pseudorandom number of any shape. */
  BigInteger large(int round, BigInteger number) {
    byte[] bytes = number.toByteArray();
    for (int i = 1; i <= shape.numberLength(); i++) {
      tail[tail.length - i] = i <= bytes.length ? bytes[bytes.length - i] : 0;
    }
    authenticate(round);
    return new BigInteger(1, expanded(), 0, shape.outputLength());
  }

  private void authenticate(int round) {
    tail[tail.length - shape.numberLength() - 1] = (byte) round;
    System.arraycopy(state, 0, mac, 0, BLOCK);
    chain(tail, 0, tail.length);
  }

  private void chain(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at += BLOCK) {
      for (int i = 0; i < BLOCK; i++) {
        block[i] = (byte) (mac[i] ^ bytes[at + i]);
      }
      encrypt(block, mac);
    }
  }

  /** {@code S}: the MAC and as many blocks after it as the output needs. */
  private byte[] expanded() {
    if (shape.outputLength() <= BLOCK) {
      return mac;
    }
    byte[] output = new byte[(shape.outputLength() + BLOCK - 1) / BLOCK * BLOCK];
    System.arraycopy(mac, 0, output, 0, BLOCK);
    byte[] next = new byte[BLOCK];
    for (int j = 1; j * BLOCK < output.length; j++) {
      System.arraycopy(mac, 0, block, 0, BLOCK);
      // The counter is far below 256 at the lengths that are allowed.
      block[BLOCK - 1] ^= (byte) j;
      encrypt(block, next);
      System.arraycopy(next, 0, output, j * BLOCK, BLOCK);
    }
    return output;
  }

  private void encrypt(byte[] from, byte[] to) {
    try {
      cipher.update(from, 0, BLOCK, to, 0);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES cannot process a block", e);
    }
  }
}
