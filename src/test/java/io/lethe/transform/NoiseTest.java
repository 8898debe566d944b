package io.lethe.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

class NoiseTest {

  private static final int DRAWS = 200_000;

  private final Chance chance = new Chance(new SplittableRandom(7));

  @Property
  void numbersStayOnTheGridAndWithinTheBoundsWhateverTheirDecimals(
      @ForAll @BigRange(min = "-1e12", max = "1e12") @Scale(9) BigDecimal value,
      @ForAll @IntRange(min = 1, max = 400) int step,
      @ForAll long seed) {
    // Given steps of 0.25 to 100, and bounds that need not be on the grid
    BigDecimal grid = new BigDecimal(step).multiply(new BigDecimal("0.25"));
    Noise noise =
        new Noise(
            new Noise.Laplace(new BigDecimal("17.5")),
            grid,
            Optional.of(new Noise.Bounds(new BigDecimal("-1000.1"), new BigDecimal(3000), false)));

    // When
    BigDecimal left =
        noise
            .draw(
                ValueType.NUMBER,
                DecimalNode.valueOf(value),
                new Chance(new SplittableRandom(seed)))
            .orElseThrow()
            .decimalValue();

    // Then
    assertThat(left.remainder(grid)).isZero();
    assertThat(left).isBetween(new BigDecimal("-1000.1"), new BigDecimal(3000));
  }

  @Test
  void laplaceAndGaussianHaveTheSpreadOfTheirParameters() {
    // Given
    Noise laplace = noise(new Noise.Laplace(new BigDecimal("20")), "0.5");
    Noise gaussian = noise(new Noise.Gaussian(new BigDecimal("20")), "0.5");

    // When, Then the mean is the value, and the variance is 2 * scale^2, or sigma^2
    assertThat(moments(laplace)[0]).isCloseTo(100, within(1.0));
    assertThat(moments(laplace)[1]).isCloseTo(800, within(40.0));
    assertThat(moments(gaussian)[0]).isCloseTo(100, within(1.0));
    assertThat(moments(gaussian)[1]).isCloseTo(400, within(20.0));
  }

  @Test
  void valuesThatDifferByTheSensitivityAreHardToTellApart() {
    // Given epsilon 1, and two values whose distance rounding makes five steps
    Noise noise = noise(new Noise.Epsilon(BigDecimal.ONE, new BigDecimal("4.5")), "1");

    // When
    Map<Integer, Integer> low = counts(noise, "0.4");
    Map<Integer, Integer> high = counts(noise, "4.9");

    // Then no outcome is more than e times as likely of one as of the other, within the error
    low.forEach(
        (left, count) -> {
          int other = high.getOrDefault(left, 0);
          if (count > 4_000 || other > 4_000) {
            assertThat((double) count / other).isBetween(1 / 2.95, 2.95);
          }
        });
    // And the two are told from each other at all: the noise is not the whole answer
    assertThat(mean(high) - mean(low)).isGreaterThan(3);
  }

  @Test
  void everyOutcomeThatOneValueHasTheOtherHasToo() {
    // Given decimals that a floating-point sampler would give away (Mironov 2012)
    Noise noise = noise(new Noise.Laplace(BigDecimal.ONE), "1");

    // When
    Map<Integer, Integer> one = counts(noise, "0.1");
    Map<Integer, Integer> other = counts(noise, "0.30000000000000004");

    // Then the outcomes are the same, and whole
    for (int left = -4; left <= 4; left++) {
      assertThat(one).containsKey(left);
      assertThat(other).containsKey(left);
    }
  }

  @Test
  void datesMoveByDaysAndInstantsLoseTheirTimeOfDay() {
    // Given
    Noise noise =
        new Noise(
            new Noise.Laplace(new BigDecimal(30)),
            new BigDecimal(7),
            Optional.of(new Noise.Bounds(day("1990-01-01"), day("1990-12-31"), true)));

    // When, Then
    for (int i = 0; i < 500; i++) {
      LocalDate date = LocalDate.parse(left(noise, ValueType.DATE, "1985-05-17"));
      assertThat(date).isBetween("1990-01-01", "1990-12-31");
      assertThat(date.toEpochDay() % 7).isZero();
      assertThat(left(noise, ValueType.DATETIME, "1990-05-17T13:14:15Z"))
          .matches("1990-[0-9]{2}-[0-9]{2}T00:00:00Z");
    }
  }

  @Test
  void datesStayInTheYearsThatAreRead() {
    // Given
    Noise noise = noise(new Noise.Laplace(new BigDecimal("999999999999")), "1");

    // When, Then
    for (int i = 0; i < 50; i++) {
      assertThat(IsoTime.date(left(noise, ValueType.DATE, "1990-05-17"))).isPresent();
    }
  }

  @Test
  void whatIsNoNumberAndNoDateLeavesNothing() {
    // Given
    Noise noise = noise(new Noise.Laplace(BigDecimal.ONE), "1");

    // Then
    for (ValueType type : ValueType.values()) {
      assertThat(noise.draw(type, TextNode.valueOf("marker"), chance)).isEmpty();
      if (type != ValueType.NUMBER) {
        assertThat(noise.draw(type, IntNode.valueOf(7), chance)).isEmpty();
      }
    }
  }

  @Test
  void parametersThatAreNotPositiveAreRefused() {
    assertThatThrownBy(() -> new Noise.Laplace(BigDecimal.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Noise.Gaussian(BigDecimal.ONE.negate()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> noise(new Noise.Laplace(BigDecimal.ONE), "0"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Noise.Bounds(BigDecimal.ONE, BigDecimal.ONE, false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Noise noise(Noise.Distribution distribution, String step) {
    return new Noise(distribution, new BigDecimal(step), Optional.empty());
  }

  private static BigDecimal day(String date) {
    return BigDecimal.valueOf(LocalDate.parse(date).toEpochDay());
  }

  private String left(Noise noise, ValueType type, String value) {
    Optional<JsonNode> left = noise.draw(type, TextNode.valueOf(value), chance);
    return left.orElseThrow().textValue();
  }

  /** Mean and variance of what is left of 100. */
  private double[] moments(Noise noise) {
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < DRAWS; i++) {
      double left =
          noise.draw(ValueType.NUMBER, IntNode.valueOf(100), chance).orElseThrow().doubleValue();
      sum += left;
      squares += (left - 100) * (left - 100);
    }
    return new double[] {sum / DRAWS, squares / DRAWS};
  }

  private Map<Integer, Integer> counts(Noise noise, String value) {
    JsonNode number = DecimalNode.valueOf(new BigDecimal(value));
    Map<Integer, Integer> counts = new TreeMap<>();
    for (int i = 0; i < DRAWS; i++) {
      BigDecimal left = noise.draw(ValueType.NUMBER, number, chance).orElseThrow().decimalValue();
      counts.merge(left.intValueExact(), 1, Integer::sum);
    }
    return counts;
  }

  private static double mean(Map<Integer, Integer> counts) {
    return counts.entrySet().stream().mapToDouble(e -> (double) e.getKey() * e.getValue()).sum()
        / DRAWS;
  }
}
