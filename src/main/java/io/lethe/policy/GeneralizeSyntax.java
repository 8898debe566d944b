package io.lethe.policy;

import io.lethe.transform.Generalize;
import io.lethe.transform.Method;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** Reads the one parameter of {@code generalize}. */
final class GeneralizeSyntax {

  private GeneralizeSyntax() {}

  static Optional<Method> read(YamlNode node) {
    YamlMap map = node.map("years", "date", "band", "ip", "list", "region");
    if (map.entries().size() != 1) {
      node.found(
          FindingCode.VALUE_NOT_ALLOWED,
          "exactly one of years, date, band, ip, list, region is expected");
      return Optional.empty();
    }
    Map.Entry<String, YamlNode> only = map.entries().entrySet().iterator().next();
    YamlNode value = only.getValue();
    return switch (only.getKey()) {
      case "years" -> value.integer(1, 100).map(Generalize.Years::new);
      case "date" ->
          YamlMap.choice(value, Generalize.Part.values(), FindingCode.VALUE_NOT_ALLOWED)
              .map(Generalize.DatePart::new);
      case "band" ->
          value.amount("the width of a band is a number above 0").map(Generalize.Bands::new);
      case "ip" -> ipPrefix(value.map("v4", "v6"));
      case "list" -> mapping(value.map("groups", "other"));
      case "region" -> region(value);
      default -> Optional.empty();
    };
  }

  private static Optional<Method> ipPrefix(YamlMap map) {
    Optional<Integer> v4 = map.need("v4").flatMap(node -> node.integer(1, 32));
    Optional<Integer> v6 = map.need("v6").flatMap(node -> node.integer(1, 128));
    return v4.isEmpty() || v6.isEmpty()
        ? Optional.empty()
        : Optional.of(new Generalize.IpPrefix(v4.get(), v6.get()));
  }

  private static Optional<Method> region(YamlNode node) {
    if (node.scalar()) {
      return YamlMap.choice(node, Region.values(), FindingCode.VALUE_NOT_ALLOWED)
          .map(country -> new Generalize.Country());
    }
    YamlMap map = node.map("prefixes", "other");
    return grouped(map, "prefixes", Generalize.Prefixes::new);
  }

  /** The regions that a value itself tells. */
  private enum Region {
    COUNTRY
  }

  private static Optional<Method> mapping(YamlMap map) {
    return grouped(map, "groups", Generalize.Mapping::new);
  }

  private static Optional<Method> grouped(
      YamlMap map, String key, BiFunction<Map<String, String>, String, Method> method) {
    Map<String, String> groups = new LinkedHashMap<>();
    map.need(key)
        .ifPresent(node -> node.entries().forEach((name, value) -> group(groups, name, value)));
    return map.need("other")
        .flatMap(node -> node.text().flatMap(other -> grouped(groups, other, node, method)));
  }

  private static Optional<Method> grouped(
      Map<String, String> groups,
      String other,
      YamlNode node,
      BiFunction<Map<String, String>, String, Method> method) {
    try {
      return Optional.of(method.apply(Map.copyOf(groups), other));
    } catch (IllegalArgumentException e) {
      node.found(FindingCode.KEY_DUPLICATE, "two spellings of one value are in different groups");
      return Optional.empty();
    }
  }

  /** Either {@code group: [value, ...]} or {@code value: group}. */
  private static void group(Map<String, String> groups, String key, YamlNode node) {
    if (!node.sequence()) {
      node.word().ifPresent(group -> put(groups, key, group, node));
      return;
    }
    node.items().forEach(item -> item.word().ifPresent(value -> put(groups, value, key, item)));
  }

  private static void put(Map<String, String> groups, String value, String group, YamlNode node) {
    if (groups.putIfAbsent(value, group) != null) {
      node.found(FindingCode.KEY_DUPLICATE, "the value is in two groups");
    }
  }
}
