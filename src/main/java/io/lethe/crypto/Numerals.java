package io.lethe.crypto;

import java.math.BigInteger;

/** Numeral strings, most significant first, and the numbers they write; NUM and STR of FF1. */
final class Numerals {

  private static final long CHUNK_LIMIT = 1L << 62;

  private Numerals() {}

  /** The number written by {@code digits[from]} to {@code digits[to - 1]}. */
  static BigInteger number(int[] digits, int from, int to, int radix) {
    BigInteger number = BigInteger.ZERO;
    int at = from;
    while (at < to) {
      long chunk = 0;
      long power = 1;
      // As many digits as a long holds: a multiplication of big numbers for each would be slow.
      while (at < to && power <= CHUNK_LIMIT / radix) {
        chunk = chunk * radix + digits[at++];
        power *= radix;
      }
      number = number.multiply(BigInteger.valueOf(power)).add(BigInteger.valueOf(chunk));
    }
    return number;
  }

  /** Writes a number to {@code digits[from]} to {@code digits[to - 1]}. */
  static void write(BigInteger number, int[] digits, int from, int to, int radix) {
    int perChunk = 0;
    long power = 1;
    while (power <= CHUNK_LIMIT / radix) {
      power *= radix;
      perChunk++;
    }
    BigInteger divisor = BigInteger.valueOf(power);
    BigInteger rest = number;
    for (int end = to; end > from; end -= perChunk) {
      BigInteger[] parts = rest.divideAndRemainder(divisor);
      write(parts[1].longValue(), digits, Math.max(from, end - perChunk), end, radix);
      rest = parts[0];
    }
  }

  /** The same of a number that a long holds. */
  static long smallNumber(int[] digits, int from, int to, int radix) {
    long number = 0;
    for (int at = from; at < to; at++) {
      number = number * radix + digits[at];
    }
    return number;
  }

  /** Writes a number that a long holds. */
  static void write(long number, int[] digits, int from, int to, int radix) {
    long rest = number;
    for (int at = to - 1; at >= from; at--) {
      digits[at] = (int) (rest % radix);
      rest /= radix;
    }
  }
}
