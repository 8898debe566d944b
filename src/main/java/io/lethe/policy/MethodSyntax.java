package io.lethe.policy;

import io.lethe.transform.Generalize;
import io.lethe.transform.Method;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads a method: a name, or a map from one name to its parameters. */
final class MethodSyntax {

  private static final Set<String> ON_RECEIPT =
      Set.of(
          "keep",
          "encrypt",
          "pseudonymize",
          "format-preserving",
          "mask",
          "generalize",
          "truncate",
          "drop",
          "reject");
  private static final Set<String> ON_DEPERSONALIZE =
      Set.of(
          "keep",
          "drop",
          "mask",
          "generalize",
          "truncate",
          "round",
          "noise",
          "random",
          "retoken",
          "shuffle",
          "aggregate");
  private static final Set<String> LATER =
      Set.of("format-preserving", "round", "noise", "random", "retoken", "shuffle", "aggregate");

  private MethodSyntax() {}

  static Optional<Method> onReceipt(YamlNode node) {
    return read(node, ON_RECEIPT);
  }

  static Optional<Method> onDepersonalize(YamlNode node) {
    return read(node, ON_DEPERSONALIZE);
  }

  private static Optional<Method> read(YamlNode node, Set<String> allowed) {
    if (node.scalar()) {
      return node.text().flatMap(name -> method(name, node, Optional.empty(), allowed));
    }
    Map<String, YamlNode> entries = node.entries();
    if (entries.size() != 1) {
      node.found(FindingCode.METHOD_UNKNOWN, "a method is a name, or a map of one name");
      return Optional.empty();
    }
    Map.Entry<String, YamlNode> only = entries.entrySet().iterator().next();
    return method(only.getKey(), node, Optional.of(only.getValue()), allowed);
  }

  private static Optional<Method> method(
      String name, YamlNode node, Optional<YamlNode> parameters, Set<String> allowed) {
    if (!ON_RECEIPT.contains(name) && !ON_DEPERSONALIZE.contains(name)) {
      node.found(
          FindingCode.METHOD_UNKNOWN, "there is no such method; here: " + new TreeSet<>(allowed));
      return Optional.empty();
    }
    if (!allowed.contains(name)) {
      node.found(
          FindingCode.METHOD_MISPLACED,
          name + " cannot be used at this step; here: " + new TreeSet<>(allowed));
      return Optional.empty();
    }
    if (LATER.contains(name)) {
      return Optional.of(new Method.Later(name));
    }
    return parameters.isPresent() ? parameterized(name, parameters.get()) : plain(name, node);
  }

  private static Optional<Method> plain(String name, YamlNode node) {
    return switch (name) {
      case "keep" -> Optional.of(new Method.Keep());
      case "drop" -> Optional.of(new Method.Drop());
      case "reject" -> Optional.of(new Method.Reject());
      case "encrypt" -> Optional.of(new Method.Encrypt(false));
      default -> {
        node.found(FindingCode.KEY_MISSING, name + " needs its parameters");
        yield Optional.empty();
      }
    };
  }

  private static Optional<Method> parameterized(String name, YamlNode parameters) {
    return switch (name) {
      case "encrypt" ->
          Optional.of(
              new Method.Encrypt(
                  parameters
                      .map("searchable")
                      .get("searchable")
                      .flatMap(YamlNode::flag)
                      .orElse(false)));
      case "pseudonymize" ->
          parameters
              .map("domain")
              .need("domain")
              .flatMap(YamlNode::name)
              .map(Method.Pseudonymize::new);
      case "mask" -> Optional.of(mask(parameters.map("keep-start", "keep-end")));
      case "truncate" -> parameters.integer(1, 4096).map(Method.Truncate::new);
      case "generalize" -> generalize(parameters);
      default -> {
        parameters.found(FindingCode.TYPE_WRONG, name + " takes no parameters");
        yield Optional.empty();
      }
    };
  }

  private static Method mask(YamlMap map) {
    return new Method.Mask(kept(map, "keep-start"), kept(map, "keep-end"));
  }

  private static int kept(YamlMap map, String key) {
    return map.get(key).flatMap(node -> node.integer(0, 64)).orElse(0);
  }

  private static Optional<Method> generalize(YamlNode node) {
    YamlMap map = node.map("years", "date", "band", "ip", "list");
    if (map.entries().size() != 1) {
      node.found(
          FindingCode.VALUE_NOT_ALLOWED, "exactly one of years, date, band, ip, list is expected");
      return Optional.empty();
    }
    Map.Entry<String, YamlNode> only = map.entries().entrySet().iterator().next();
    YamlNode value = only.getValue();
    return switch (only.getKey()) {
      case "years" -> value.integer(1, 100).map(Generalize.Years::new);
      case "date" ->
          YamlMap.choice(value, Generalize.Part.values(), FindingCode.VALUE_NOT_ALLOWED)
              .map(Generalize.DatePart::new);
      case "band" -> band(value);
      case "ip" -> ipPrefix(value.map("v4", "v6"));
      case "list" -> mapping(value.map("groups", "other"));
      default -> Optional.empty();
    };
  }

  private static Optional<Method> band(YamlNode node) {
    Optional<BigDecimal> width =
        node.scalarOf("a number is expected", Tag.INT, Tag.FLOAT)
            .filter(text -> text.matches("[0-9]{1,12}(\\.[0-9]{1,6})?"))
            .map(BigDecimal::new)
            .filter(number -> number.signum() > 0);
    if (width.isEmpty() && node.scalar()) {
      node.found(FindingCode.VALUE_NOT_ALLOWED, "the width of a band is a number above 0");
    }
    return width.map(Generalize.Bands::new);
  }

  private static Optional<Method> ipPrefix(YamlMap map) {
    Optional<Integer> v4 = map.need("v4").flatMap(node -> node.integer(1, 32));
    Optional<Integer> v6 = map.need("v6").flatMap(node -> node.integer(1, 128));
    return v4.isEmpty() || v6.isEmpty()
        ? Optional.empty()
        : Optional.of(new Generalize.IpPrefix(v4.get(), v6.get()));
  }

  private static Optional<Method> mapping(YamlMap map) {
    Map<String, String> groups = new LinkedHashMap<>();
    map.need("groups")
        .ifPresent(node -> node.entries().forEach((key, value) -> group(groups, key, value)));
    return map.need("other")
        .flatMap(node -> node.text().flatMap(other -> list(groups, other, node)));
  }

  private static Optional<Method> list(Map<String, String> groups, String other, YamlNode node) {
    try {
      return Optional.of(new Generalize.Mapping(Map.copyOf(groups), other));
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
