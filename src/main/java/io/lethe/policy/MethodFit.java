package io.lethe.policy;

import io.lethe.transform.Generalize;
import io.lethe.transform.Method;
import io.lethe.transform.Mixed;
import io.lethe.transform.Mixed.Statistic;
import io.lethe.transform.Noise;
import io.lethe.transform.RandomValue;
import io.lethe.transform.Round;
import io.lethe.transform.ValueType;
import java.util.EnumSet;
import java.util.Set;

/** Which types of values a method fits. */
final class MethodFit {

  static final Set<ValueType> ALL = Set.of(ValueType.values());
  static final Set<ValueType> ALL_BUT_BOOLEAN =
      Set.copyOf(EnumSet.complementOf(EnumSet.of(ValueType.BOOLEAN)));
  static final Set<ValueType> TEXTS =
      Set.of(ValueType.TEXT, ValueType.NAME, ValueType.PHONE, ValueType.EMAIL, ValueType.DIGITS);

  /** Types that have distances. */
  static final Set<ValueType> MEASURES =
      Set.of(ValueType.NUMBER, ValueType.DATE, ValueType.DATETIME);

  private static final Set<ValueType> DATES = Set.of(ValueType.DATE, ValueType.DATETIME);

  private MethodFit() {}

  static boolean fits(Method method, ValueType type) {
    if (method instanceof Generalize generalize) {
      return fits(generalize, type);
    }
    if (method instanceof Round.Multiple) {
      return type == ValueType.NUMBER;
    }
    if (method instanceof Round.Start start) {
      return type == ValueType.DATETIME
          || type == ValueType.DATE && start.period() != Round.Period.HOUR;
    }
    if (method instanceof Noise noise) {
      boolean days = noise.bounds().map(Noise.Bounds::days).orElse(type != ValueType.NUMBER);
      return days ? DATES.contains(type) && wholeDays(noise) : type == ValueType.NUMBER;
    }
    if (method instanceof RandomValue random) {
      return random.from().isEmpty() || TEXTS.contains(type);
    }
    if (method instanceof Mixed.Aggregate aggregate) {
      return aggregate.of(type) == Statistic.COUNT || MEASURES.contains(type);
    }
    boolean ofText =
        method instanceof Method.Mask
            || method instanceof Method.Truncate
            || method instanceof Method.FormatPreserving;
    return !ofText || TEXTS.contains(type);
  }

  private static boolean wholeDays(Noise noise) {
    return noise.step().stripTrailingZeros().scale() <= 0;
  }

  private static boolean fits(Generalize method, ValueType type) {
    if (method instanceof Generalize.Years) {
      return DATES.contains(type);
    }
    if (method instanceof Generalize.DatePart part) {
      return type == ValueType.DATETIME
          || type == ValueType.DATE && part.part() != Generalize.Part.HOUR;
    }
    if (method instanceof Generalize.Bands) {
      return type == ValueType.NUMBER;
    }
    if (method instanceof Generalize.IpPrefix) {
      return type == ValueType.IP;
    }
    return method instanceof Generalize.Country ? type == ValueType.PHONE : TEXTS.contains(type);
  }
}
