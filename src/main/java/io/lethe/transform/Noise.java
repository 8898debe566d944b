package io.lethe.transform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * A number or date moved by chance, on a grid of multiples of {@code step}.
 *
 * <p>A value is taken into the bounds, rounded to the grid, moved by a whole number of steps, and
 * taken into the bounds again. Its decimals are those of the step, never its own: how many a value
 * has would tell it. Of an instant the day (UTC) is moved, and the time of day is left out.
 *
 * <p><b>Guarantee</b>: the draw is exact ({@link DiscreteNoise}). With {@code epsilon}, what is
 * left of two values that differ by no more than the sensitivity is epsilon-indistinguishable.
 *
 * @param step in units of the number, or in whole days
 * @param bounds the least and the greatest that is left; days since 1970-01-01 for dates
 */
public record Noise(Distribution distribution, BigDecimal step, Optional<Bounds> bounds)
    implements Drawn {

  private static final BigDecimal TWO = BigDecimal.valueOf(2);
  private static final long FIRST_DAY = LocalDate.of(1800, 1, 1).toEpochDay();
  private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();

  /**
   * @throws IllegalArgumentException when a parameter is not positive, or no multiple of the step
   *     is within the bounds
   */
  public Noise {
    positive(step);
    BigDecimal grid = step;
    bounds.ifPresent(
        within -> {
          if (floor(within.max(), grid).multiply(grid).compareTo(within.min()) < 0) {
            throw new IllegalArgumentException("no multiple of the step is within the bounds");
          }
        });
  }

  /** How far a value is moved. */
  public sealed interface Distribution {
    /** A whole number of steps. */
    BigInteger draw(BigDecimal step, DiscreteNoise noise);
  }

  /**
   * The discrete Laplace distribution of a scale.
   *
   * @param scale in units of the number, or days
   */
  public record Laplace(BigDecimal scale) implements Distribution {
    public Laplace {
      positive(scale);
    }

    @Override
    public BigInteger draw(BigDecimal step, DiscreteNoise noise) {
      BigInteger[] ratio = ratio(scale, step);
      return noise.laplace(ratio[0], ratio[1]);
    }
  }

  /**
   * The discrete Laplace distribution that makes differences up to the sensitivity
   * epsilon-indistinguishable: its scale is {@code sensitivity / epsilon}, the sensitivity rounded
   * up to the grid.
   */
  public record Epsilon(BigDecimal epsilon, BigDecimal sensitivity) implements Distribution {
    public Epsilon {
      positive(epsilon);
      positive(sensitivity);
    }

    @Override
    public BigInteger draw(BigDecimal step, DiscreteNoise noise) {
      BigDecimal steps = sensitivity.divide(step, 0, RoundingMode.CEILING);
      BigInteger[] ratio = ratio(steps, epsilon);
      return noise.laplace(ratio[0], ratio[1]);
    }
  }

  /**
   * The discrete Gaussian distribution.
   *
   * @param sigma in units of the number, or days
   */
  public record Gaussian(BigDecimal sigma) implements Distribution {
    public Gaussian {
      positive(sigma);
    }

    @Override
    public BigInteger draw(BigDecimal step, DiscreteNoise noise) {
      BigInteger[] variance = ratio(sigma.multiply(sigma), step.multiply(step));
      return noise.gaussian(variance[0], variance[1]);
    }
  }

  /**
   * The least and the greatest that is left.
   *
   * @param days whether they are days since 1970-01-01, of dates
   */
  public record Bounds(BigDecimal min, BigDecimal max, boolean days) {
    public Bounds {
      if (min.compareTo(max) >= 0) {
        throw new IllegalArgumentException("the bounds are in order");
      }
    }

    private BigDecimal clamp(BigDecimal number) {
      return number.max(min).min(max);
    }
  }

  @Override
  public Optional<JsonNode> draw(ValueType type, JsonNode value, Chance chance) {
    return switch (type) {
      case NUMBER ->
          PlainNumber.of(value)
              .map(number -> noisy(number, chance))
              .flatMap(PlainNumber::of)
              .map(PlainNumber::node);
      case DATE ->
          text(value)
              .flatMap(IsoTime::date)
              .map(date -> moved(date, chance).toString())
              .map(TextNode::valueOf);
      case DATETIME ->
          text(value)
              .flatMap(IsoTime::instant)
              .map(OffsetDateTime::toLocalDate)
              .map(date -> moved(date, chance).atStartOfDay(ZoneOffset.UTC).toInstant().toString())
              .map(TextNode::valueOf);
      default -> Optional.empty();
    };
  }

  private static Optional<String> text(JsonNode value) {
    return Optional.ofNullable(value.textValue());
  }

  private LocalDate moved(LocalDate date, Chance chance) {
    BigDecimal day = noisy(BigDecimal.valueOf(date.toEpochDay()), chance);
    return LocalDate.ofEpochDay(
        day.max(BigDecimal.valueOf(FIRST_DAY)).min(BigDecimal.valueOf(LAST_DAY)).longValue());
  }

  private BigDecimal noisy(BigDecimal number, Chance chance) {
    BigDecimal within = bounds.map(limits -> limits.clamp(number)).orElse(number);
    // Half way goes up, whatever the multiple: rounding must not widen the distance of two values.
    BigDecimal nearest = floor(within.multiply(TWO).add(step), step.multiply(TWO));
    BigDecimal moved =
        nearest.add(new BigDecimal(distribution.draw(step, new DiscreteNoise(chance))));
    return bounds.map(limits -> inside(moved, limits)).orElse(moved).multiply(step);
  }

  private BigDecimal inside(BigDecimal multiple, Bounds limits) {
    BigDecimal least = limits.min().divide(step, 0, RoundingMode.CEILING);
    return multiple.max(least).min(floor(limits.max(), step));
  }

  private static BigDecimal floor(BigDecimal number, BigDecimal divisor) {
    return number.divide(divisor, 0, RoundingMode.FLOOR);
  }

  /** The two as whole numbers without a common divisor. */
  private static BigInteger[] ratio(BigDecimal over, BigDecimal under) {
    int scale = Math.max(0, Math.max(over.scale(), under.scale()));
    BigInteger top = over.setScale(scale).unscaledValue();
    BigInteger bottom = under.setScale(scale).unscaledValue();
    BigInteger divisor = top.gcd(bottom);
    return new BigInteger[] {top.divide(divisor), bottom.divide(divisor)};
  }

  private static void positive(BigDecimal number) {
    if (number.signum() <= 0) {
      throw new IllegalArgumentException("a parameter of noise is more than 0");
    }
  }
}
