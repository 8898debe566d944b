package io.lethe.policy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads flags, purposes, recipients and attributes. */
final class PartySyntax {

  private PartySyntax() {}

  static Purpose purpose(String name, YamlNode node) {
    YamlMap map = node.map("grounds", "version", "clause");
    map.need("grounds");
    return new Purpose(
        name,
        map.list(
            "grounds", item -> YamlMap.choice(item, Ground.values(), FindingCode.GROUND_UNKNOWN)),
        map.get("version").flatMap(value -> value.integer(1, 10_000)).orElse(1),
        map.clause());
  }

  static Flag flag(String name, YamlNode node) {
    YamlMap map = node.map("value", "clause");
    return new Flag(name, map.need("value").flatMap(YamlNode::flag).orElse(false), map.clause());
  }

  static Recipient recipient(String name, YamlNode node) {
    YamlMap map =
        node.map("country", "purposes", "categories", "fields", "needs", "processor", "clause");
    map.need("purposes");
    return new Recipient(
        name,
        map.get("country").flatMap(PolicyParser::country),
        map.names("purposes"),
        map.names("categories"),
        map.names("fields"),
        map.list(
            "needs", item -> YamlMap.choice(item, Need.values(), FindingCode.VALUE_NOT_ALLOWED)),
        map.get("processor").flatMap(YamlNode::flag).orElse(false),
        map.clause());
  }

  static Attribute attribute(String name, YamlNode node) {
    YamlMap map = node.map("values", "reference", "reject", "needs", "clause");
    boolean reference = map.get("reference").flatMap(YamlNode::flag).orElse(false);
    if (!reference) {
      map.need("values");
    } else if (map.get("values").isPresent()) {
      node.found(FindingCode.VALUE_NOT_ALLOWED, "a reference has no list of values");
    }
    Set<String> values = new HashSet<>(map.list("values", YamlNode::word));
    Set<String> rejected = new HashSet<>(map.list("reject", item -> oneOf(values, item)));
    Map<String, String> needs = new HashMap<>();
    map.get("needs")
        .ifPresent(
            listed ->
                listed
                    .named()
                    .forEach(
                        (value, other) -> {
                          if (!values.contains(value)) {
                            other.found(
                                FindingCode.VALUE_NOT_ALLOWED,
                                "one of the attribute's values is expected");
                          }
                          other.name().ifPresent(attribute -> needs.put(value, attribute));
                        }));
    return new Attribute(name, values, rejected, needs, map.clause());
  }

  private static Optional<String> oneOf(Set<String> values, YamlNode item) {
    Optional<String> value = item.word();
    if (value.filter(word -> !values.contains(word)).isPresent()) {
      item.found(FindingCode.VALUE_NOT_ALLOWED, "one of the attribute's values is expected");
    }
    return value;
  }
}
