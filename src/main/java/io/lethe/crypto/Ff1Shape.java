package io.lethe.crypto;

import java.math.BigInteger;

/**
 * What FF1 computes once for a radix and a length: the halves and the lengths of its numbers.
 *
 * @param length of the numeral string, in numerals ({@code n})
 * @param left numerals of the left half ({@code u})
 * @param right numerals of the right half ({@code v})
 * @param leftModulus {@code radix^u}
 * @param rightModulus {@code radix^v}
 * @param numberLength of a half in bytes ({@code b})
 * @param outputLength of a round's pseudorandom number in bytes ({@code d})
 * @param small whether the moduli are at most 2^31, so that a round fits in a long
 */
record Ff1Shape(
    int radix,
    int length,
    int left,
    int right,
    BigInteger leftModulus,
    BigInteger rightModulus,
    int numberLength,
    int outputLength,
    boolean small) {

  private static final int SMALL_BITS = 31;

  static Ff1Shape of(int radix, int length) {
    int left = length / 2;
    int right = length - left;
    BigInteger base = BigInteger.valueOf(radix);
    BigInteger leftModulus = base.pow(left);
    BigInteger rightModulus = left == right ? leftModulus : leftModulus.multiply(base);
    // The bits of the largest half: exact, where a logarithm would round.
    int bits = rightModulus.subtract(BigInteger.ONE).bitLength();
    int numberLength = (bits + 7) / 8;
    int outputLength = 4 * ((numberLength + 3) / 4) + 4;
    return new Ff1Shape(
        radix,
        length,
        left,
        right,
        leftModulus,
        rightModulus,
        numberLength,
        outputLength,
        bits <= SMALL_BITS);
  }

  BigInteger modulus(int round) {
    return (round & 1) == 0 ? leftModulus : rightModulus;
  }
}
