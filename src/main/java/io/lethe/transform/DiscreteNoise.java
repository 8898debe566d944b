package io.lethe.transform;

import java.math.BigInteger;

/**
 * Whole numbers of the discrete Laplace and Gaussian distributions, drawn exactly.
 *
 * <p>A Laplace variable made of a floating-point logarithm has gaps and clusters that give the
 * value under it away (Mironov 2012). Here every decision is made between whole numbers, so a draw
 * has exactly the probability that it is said to have.
 *
 * <p><b>Source</b>: Canonne, Kamath, Steinke, "The Discrete Gaussian for Differential Privacy"
 * (2020), algorithms 1 to 3; Mironov, "On Significance of the Least Significant Bits for
 * Differential Privacy" (2012); Ghosh, Roughgarden, Sundararajan (2009) for the geometric
 * mechanism.
 */
final class DiscreteNoise {

  private static final BigInteger TWO = BigInteger.TWO;

  private final Chance chance;

  DiscreteNoise(Chance chance) {
    this.chance = chance;
  }

  /**
   * A whole number {@code x} with a probability proportional to {@code exp(-|x| * s / t)}.
   *
   * @param t more than 0
   * @param s more than 0
   */
  BigInteger laplace(BigInteger t, BigInteger s) {
    while (true) {
      BigInteger u = chance.below(t);
      if (!exponential(u, t)) {
        continue;
      }
      BigInteger v = BigInteger.ZERO;
      while (exponential(BigInteger.ONE, BigInteger.ONE)) {
        v = v.add(BigInteger.ONE);
      }
      BigInteger size = u.add(t.multiply(v)).divide(s);
      boolean negative = chance.coin();
      if (!negative || size.signum() > 0) {
        return negative ? size.negate() : size;
      }
    }
  }

  /**
   * A whole number {@code x} with a probability proportional to {@code exp(-x * x * b / (2 * a))}.
   *
   * @param a of the variance {@code a / b}, more than 0
   * @param b more than 0
   */
  BigInteger gaussian(BigInteger a, BigInteger b) {
    BigInteger t = a.divide(b).sqrt().add(BigInteger.ONE);
    while (true) {
      BigInteger drawn = laplace(t, BigInteger.ONE);
      BigInteger off = drawn.abs().multiply(b).multiply(t).subtract(a);
      if (exponential(off.multiply(off), TWO.multiply(a).multiply(b).multiply(t).multiply(t))) {
        return drawn;
      }
    }
  }

  /** True with probability {@code exp(-x / y)}. */
  private boolean exponential(BigInteger x, BigInteger y) {
    BigInteger[] parts = x.divideAndRemainder(y);
    for (BigInteger i = parts[0]; i.signum() > 0; i = i.subtract(BigInteger.ONE)) {
      if (!fraction(BigInteger.ONE, BigInteger.ONE)) {
        return false;
      }
    }
    return fraction(parts[1], y);
  }

  /** True with probability {@code exp(-x / y)}, of {@code x} at most {@code y}. */
  private boolean fraction(BigInteger x, BigInteger y) {
    BigInteger k = BigInteger.ONE;
    while (chance.below(y.multiply(k)).compareTo(x) < 0) {
      k = k.add(BigInteger.ONE);
    }
    return k.testBit(0);
  }
}
