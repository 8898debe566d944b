package io.lethe.policy;

import io.lethe.time.Term;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The entries of a map whose keys are known, read one by one. */
record YamlMap(YamlNode self, Map<String, YamlNode> entries) {

  Optional<YamlNode> get(String key) {
    return Optional.ofNullable(entries.get(key));
  }

  /** The entry of a key that must be there. */
  Optional<YamlNode> need(String key) {
    if (!entries.containsKey(key)) {
      String path = self.path().isEmpty() ? key : self.path() + "." + key;
      new YamlNode(self.node(), path, self.findings())
          .found(FindingCode.KEY_MISSING, "the key " + key + " is missing");
    }
    return get(key);
  }

  /** The policy's own reference, or empty. */
  String clause() {
    return get("clause").flatMap(YamlNode::word).orElse("");
  }

  Optional<Term> term(String key) {
    return get(key)
        .flatMap(
            node ->
                node.read(Term::parse, FindingCode.TERM_INVALID, FindingCode.TERM_INVALID.title()));
  }

  /** A list of what {@code reader} finds in each item; absent means empty. */
  <T> List<T> list(String key, Function<YamlNode, Optional<T>> reader) {
    List<T> values = new ArrayList<>();
    get(key)
        .ifPresent(node -> node.items().forEach(item -> reader.apply(item).ifPresent(values::add)));
    return values;
  }

  List<String> names(String key) {
    return list(key, YamlNode::name);
  }

  /** A map from names to what {@code reader} makes of them; absent means empty. */
  <T> Map<String, T> named(String key, BiFunction<String, YamlNode, T> reader) {
    Map<String, T> values = new LinkedHashMap<>();
    get(key)
        .ifPresent(
            node ->
                node.named().forEach((name, value) -> values.put(name, reader.apply(name, value))));
    return values;
  }

  /** A constant of an enumeration, written in lower case with hyphens. */
  <E extends Enum<E>> Optional<E> choice(String key, E[] constants) {
    return get(key).flatMap(node -> choice(node, constants, FindingCode.VALUE_NOT_ALLOWED));
  }

  static <E extends Enum<E>> Optional<E> choice(YamlNode node, E[] constants, FindingCode code) {
    Map<String, E> byName = new TreeMap<>();
    for (E constant : constants) {
      byName.put(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
    }
    Optional<String> text = node.text();
    Optional<E> constant = text.map(byName::get);
    if (text.isPresent() && constant.isEmpty()) {
      node.found(code, "one of " + byName.keySet() + " is expected");
    }
    return constant;
  }
}
