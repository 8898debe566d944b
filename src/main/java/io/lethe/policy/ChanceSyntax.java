package io.lethe.policy;

import io.lethe.transform.Method;
import io.lethe.transform.Mixed;
import io.lethe.transform.Mixed.Statistic;
import io.lethe.transform.Noise;
import io.lethe.transform.RandomValue;
import io.lethe.transform.Retoken;
import io.lethe.transform.Round;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the parameters of the methods that round, draw, or mix many records. */
final class ChanceSyntax {

  private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  private static final Pattern SIGNED = Pattern.compile("-?[0-9]{1,12}(\\.[0-9]{1,6})?");
  private static final int LARGEST_GROUP = 1_000_000;

  private ChanceSyntax() {}

  static Optional<Method> round(YamlNode node) {
    return node.map("to")
        .need("to")
        .flatMap(
            to ->
                to.numeric()
                    ? to.amount("a number is rounded to multiples of a number above 0")
                        .map(Round.Multiple::new)
                    : YamlMap.choice(to, Round.Period.values(), FindingCode.VALUE_NOT_ALLOWED)
                        .map(Round.Start::new));
  }

  static Optional<Method> noise(YamlNode node) {
    YamlMap map = node.map("scale", "epsilon", "sensitivity", "sigma", "step", "min", "max");
    Optional<Noise.Distribution> distribution = distribution(node, map);
    Optional<BigDecimal> step =
        map.get("step").isPresent() ? amount(map, "step") : Optional.of(BigDecimal.ONE);
    boolean bounded = map.get("min").isPresent() || map.get("max").isPresent();
    Optional<Noise.Bounds> bounds = bounded ? bounds(map) : Optional.empty();
    if (distribution.isEmpty() || step.isEmpty() || bounded && bounds.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Noise(distribution.get(), step.get(), bounds));
    } catch (IllegalArgumentException e) {
      node.found(FindingCode.VALUE_NOT_ALLOWED, "no multiple of step is from min to max");
      return Optional.empty();
    }
  }

  private static Optional<Noise.Distribution> distribution(YamlNode node, YamlMap map) {
    List<String> given =
        List.of("scale", "epsilon", "sigma").stream()
            .filter(key -> map.get(key).isPresent())
            .toList();
    boolean sensitivity = map.get("sensitivity").isPresent();
    if (given.size() != 1 || sensitivity != given.contains("epsilon")) {
      node.found(
          FindingCode.VALUE_NOT_ALLOWED,
          "exactly one of scale, sigma, or epsilon with sensitivity is expected");
      return Optional.empty();
    }
    Optional<BigDecimal> first = amount(map, given.get(0));
    return switch (given.get(0)) {
      case "scale" -> first.map(Noise.Laplace::new);
      case "sigma" -> first.map(Noise.Gaussian::new);
      default -> {
        Optional<BigDecimal> most = amount(map, "sensitivity");
        yield first.flatMap(epsilon -> most.map(width -> new Noise.Epsilon(epsilon, width)));
      }
    };
  }

  private static Optional<BigDecimal> amount(YamlMap map, String key) {
    return map.get(key).flatMap(value -> value.amount("a number above 0 is expected"));
  }

  /** Numbers, or days. */
  private static Optional<Noise.Bounds> bounds(YamlMap map) {
    Optional<String> min = map.need("min").flatMap(YamlNode::word);
    Optional<String> max = map.need("max").flatMap(YamlNode::word);
    if (min.isEmpty() || max.isEmpty()) {
      return Optional.empty();
    }
    boolean days = DAY.matcher(min.get()).matches() && DAY.matcher(max.get()).matches();
    try {
      return Optional.of(new Noise.Bounds(bound(min.get(), days), bound(max.get(), days), days));
    } catch (RuntimeException e) {
      map.self()
          .found(
              FindingCode.VALUE_NOT_ALLOWED,
              "min and max are two numbers, or two dates such as 1990-12-31, in order");
      return Optional.empty();
    }
  }

  private static BigDecimal bound(String text, boolean days) {
    if (days) {
      return BigDecimal.valueOf(LocalDate.parse(text).toEpochDay());
    }
    if (!SIGNED.matcher(text).matches()) {
      throw new IllegalArgumentException("not a number");
    }
    return new BigDecimal(text);
  }

  static Optional<Method> random(YamlNode node) {
    YamlMap map = node.map("from");
    List<String> from = map.list("from", YamlNode::word);
    if (map.need("from").isPresent() && from.isEmpty()) {
      node.found(FindingCode.VALUE_NOT_ALLOWED, "a list of values is expected");
      return Optional.empty();
    }
    return Optional.of(new RandomValue(from));
  }

  static Optional<Method> retoken(YamlNode node) {
    return node.map("length")
        .need("length")
        .flatMap(length -> length.integer(Retoken.SHORTEST, Retoken.LONGEST))
        .map(Retoken::new);
  }

  static Optional<Method> shuffle(YamlNode node) {
    return Optional.of(new Mixed.Shuffle(least(node.map("at-least"))));
  }

  static Optional<Method> aggregate(YamlNode node) {
    YamlMap map = node.map("statistic", "at-least");
    return Optional.of(
        new Mixed.Aggregate(map.choice("statistic", Statistic.values()), least(map)));
  }

  private static Optional<Integer> least(YamlMap map) {
    return map.get("at-least").flatMap(node -> node.integer(1, LARGEST_GROUP));
  }
}
