package io.lethe.transform;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Draws under a fixed seed against the formula of the distribution. */
class DiscreteNoiseTest {

  private static final int DRAWS = 200_000;

  /** Of 40 classes, a chi-square above this is less likely than one in a million. */
  private static final double LARGEST_CHI_SQUARE = 98;

  private static final int CLASSES = 20;

  private final Chance chance = new Chance(new SplittableRandom(20_260_310));
  private final DiscreteNoise noise = new DiscreteNoise(chance);

  @ParameterizedTest
  @CsvSource({"1, 1", "5, 1", "7, 2", "3, 4", "1000003, 200000"})
  void laplaceHasTheProbabilitiesOfItsFormula(long t, long s) {
    // Given
    double q = Math.exp(-(double) s / t);

    // When
    double chiSquare =
        chiSquare(
            () -> noise.laplace(BigInteger.valueOf(t), BigInteger.valueOf(s)),
            x -> (1 - q) / (1 + q) * Math.pow(q, Math.abs(x)));

    // Then
    assertThat(chiSquare).isLessThan(LARGEST_CHI_SQUARE);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "9, 1", "25, 4", "1, 16"})
  void gaussianHasTheProbabilitiesOfItsFormula(long a, long b) {
    // Given
    double variance = (double) a / b;
    double sum = 0;
    for (int x = -1000; x <= 1000; x++) {
      sum += Math.exp(-x * x / (2 * variance));
    }
    double all = sum;

    // When
    double chiSquare =
        chiSquare(
            () -> noise.gaussian(BigInteger.valueOf(a), BigInteger.valueOf(b)),
            x -> Math.exp(-x * x / (2 * variance)) / all);

    // Then
    assertThat(chiSquare).isLessThan(LARGEST_CHI_SQUARE);
  }

  @Test
  void boundedDrawsAreEvenAndReachBothEnds() {
    // When
    Map<Integer, Integer> counts = new TreeMap<>();
    for (int i = 0; i < DRAWS; i++) {
      counts.merge(chance.below(BigInteger.valueOf(257)).intValue(), 1, Integer::sum);
    }

    // Then each of 257 has its share within five standard deviations
    double share = (double) DRAWS / 257;
    assertThat(counts).hasSize(257);
    assertThat(counts.keySet()).contains(0, 256);
    assertThat(counts.values()).allMatch(count -> Math.abs(count - share) < 5 * Math.sqrt(share));
  }

  /** Sum over the classes -19 to 19 and the rest of squared deviations, per expected count. */
  private static double chiSquare(Supplier<BigInteger> draw, IntToDoubleFunction probability) {
    int[] counts = new int[2 * CLASSES];
    for (int i = 0; i < DRAWS; i++) {
      int x = draw.get().intValueExact();
      counts[Math.abs(x) < CLASSES ? x + CLASSES : 0]++;
    }
    double chiSquare = 0;
    double rest = 1;
    for (int x = 1 - CLASSES; x < CLASSES; x++) {
      double expected = probability.applyAsDouble(x);
      rest -= expected;
      chiSquare += deviation(counts[x + CLASSES], expected);
    }
    return chiSquare + deviation(counts[0], Math.max(rest, 0));
  }

  /** Classes that are too rare for the approximation must be rare. */
  private static double deviation(int count, double probability) {
    double expected = probability * DRAWS;
    if (expected < 5) {
      return count > 20 ? Double.POSITIVE_INFINITY : 0;
    }
    return (count - expected) * (count - expected) / expected;
  }
}
