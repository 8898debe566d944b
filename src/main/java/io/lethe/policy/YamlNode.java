package io.lethe.policy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One node of a document, which is read strictly: what is wrong becomes a finding with the line,
 * and reading goes on.
 *
 * @param path dotted path from the root, empty for the root
 */
record YamlNode(Node node, String path, Findings findings) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
  private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,6})?");
  private static final int MAX_QUOTED = 64;

  boolean scalar() {
    return node instanceof ScalarNode;
  }

  boolean sequence() {
    return node instanceof SequenceNode;
  }

  /** Notes a finding here. */
  void found(FindingCode code, String message) {
    findings.add(path, code, "line " + line() + ": " + message);
  }

  private int line() {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }

  /** The entries of a map whose keys are free, in order; the first of two equal keys counts. */
  Map<String, YamlNode> entries() {
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    if (!(node instanceof MappingNode mapping)) {
      found(FindingCode.TYPE_WRONG, "a map is expected");
      return entries;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        at(tuple.getKeyNode(), path).found(FindingCode.TYPE_WRONG, "a key is a plain word");
        continue;
      }
      String child = child(quoted(key.getValue()));
      if (entries.containsKey(key.getValue())) {
        at(key, child).found(FindingCode.KEY_DUPLICATE, FindingCode.KEY_DUPLICATE.title());
      } else {
        entries.put(key.getValue(), at(tuple.getValueNode(), child));
      }
    }
    return entries;
  }

  /** The entries of a map whose keys are names that the policy gives. */
  Map<String, YamlNode> named() {
    Map<String, YamlNode> entries = entries();
    entries
        .entrySet()
        .removeIf(
            entry -> {
              boolean invalid = !NAME.matcher(entry.getKey()).matches();
              if (invalid) {
                entry.getValue().found(FindingCode.NAME_INVALID, FindingCode.NAME_INVALID.title());
              }
              return invalid;
            });
    return entries;
  }

  /** The entries of a map whose keys are known; others are findings. */
  YamlMap map(String... known) {
    Map<String, YamlNode> entries = entries();
    Set<String> keys = new TreeSet<>(List.of(known));
    entries.forEach(
        (key, value) -> {
          if (!keys.contains(key)) {
            value.found(FindingCode.KEY_UNKNOWN, "there is no such key; known here: " + keys);
          }
        });
    return new YamlMap(this, entries);
  }

  /** The items of a list. */
  List<YamlNode> items() {
    List<YamlNode> items = new ArrayList<>();
    if (node instanceof SequenceNode list) {
      for (Node item : list.getValue()) {
        items.add(at(item, path + "[" + items.size() + "]"));
      }
    } else {
      found(FindingCode.TYPE_WRONG, "a list is expected");
    }
    return items;
  }

  /** A text that is not blank. */
  Optional<String> text() {
    Optional<String> text = scalarOf("a text is expected", Tag.STR);
    if (text.filter(String::isBlank).isPresent()) {
      found(FindingCode.TYPE_WRONG, "a text is expected");
      return Optional.empty();
    }
    return text;
  }

  /** A text or a number or a truth value, as it is written. */
  Optional<String> word() {
    return scalarOf("a text is expected", Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL);
  }

  /** A name that the policy gives or refers to. */
  Optional<String> name() {
    Optional<String> text = text();
    if (text.filter(value -> !NAME.matcher(value).matches()).isPresent()) {
      found(FindingCode.NAME_INVALID, FindingCode.NAME_INVALID.title());
      return Optional.empty();
    }
    return text;
  }

  Optional<Boolean> flag() {
    return scalarOf("true or false is expected", Tag.BOOL).map(Boolean::valueOf);
  }

  Optional<Integer> integer(int least, int most) {
    String expected = "a whole number from " + least + " to " + most + " is expected";
    return scalarOf(expected, Tag.INT)
        .flatMap(
            text ->
                as(
                    text,
                    value -> {
                      int number = Integer.parseInt(value);
                      if (number < least || number > most) {
                        throw new IllegalArgumentException("out of range");
                      }
                      return number;
                    },
                    FindingCode.VALUE_NOT_ALLOWED,
                    expected));
  }

  boolean numeric() {
    return node instanceof ScalarNode value
        && (value.getTag().equals(Tag.INT) || value.getTag().equals(Tag.FLOAT));
  }

  /** A number above 0, of at most 12 digits before and 6 after the point. */
  Optional<BigDecimal> amount(String expected) {
    Optional<BigDecimal> amount =
        scalarOf("a number is expected", Tag.INT, Tag.FLOAT)
            .filter(text -> AMOUNT.matcher(text).matches())
            .map(BigDecimal::new)
            .filter(number -> number.signum() > 0);
    if (amount.isEmpty() && numeric()) {
      found(FindingCode.VALUE_NOT_ALLOWED, expected);
    }
    return amount;
  }

  /** A scalar of one of these tags. */
  Optional<String> scalarOf(String expected, Tag... tags) {
    if (node instanceof ScalarNode value && List.of(tags).contains(value.getTag())) {
      return Optional.of(value.getValue());
    }
    found(FindingCode.TYPE_WRONG, expected);
    return Optional.empty();
  }

  /** A text that {@code reader} understands: it throws a RuntimeException if it does not. */
  <T> Optional<T> read(Function<String, T> reader, FindingCode code, String expected) {
    return text().flatMap(text -> as(text, reader, code, expected));
  }

  private <T> Optional<T> as(
      String text, Function<String, T> reader, FindingCode code, String expected) {
    try {
      return Optional.of(reader.apply(text));
    } catch (RuntimeException e) {
      found(code, expected);
      return Optional.empty();
    }
  }

  private YamlNode at(Node other, String otherPath) {
    return new YamlNode(other, otherPath, findings);
  }

  private String child(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static String quoted(String key) {
    return key.length() <= MAX_QUOTED ? key : key.substring(0, MAX_QUOTED) + "...";
  }
}
