package io.lethe.transform;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/**
 * What methods draw by chance from; every draw is exact, without a floating-point number.
 *
 * <p><b>Guarantee</b>: {@link #secure} is cryptographically strong; another source is for tests.
 *
 * <p><b>Thread safety</b>: that of its source; {@link #secure} is safe from any thread.
 */
public final class Chance {

  private final RandomGenerator source;

  Chance(RandomGenerator source) {
    this.source = source;
  }

  /** Draws that nobody can foretell. */
  public static Chance secure() {
    return new Chance(new SecureRandom());
  }

  /** One of 0 to {@code bound - 1}, each as likely. */
  int below(int bound) {
    return source.nextInt(bound);
  }

  /** One of 0 to {@code bound - 1}, each as likely. */
  BigInteger below(BigInteger bound) {
    int bits = bound.subtract(BigInteger.ONE).bitLength();
    byte[] bytes = new byte[bits / Byte.SIZE + 1];
    BigInteger drawn;
    do {
      source.nextBytes(bytes);
      bytes[0] &= (byte) ((1 << bits % Byte.SIZE) - 1);
      drawn = new BigInteger(1, bytes);
    } while (drawn.compareTo(bound) >= 0);
    return drawn;
  }

  /** One of {@code first} to {@code last}, each as likely. */
  long between(long first, long last) {
    return source.nextLong(first, last + 1);
  }

  boolean coin() {
    return source.nextBoolean();
  }

  /** One of the characters, each as likely. */
  char of(String characters) {
    return characters.charAt(below(characters.length()));
  }
}
