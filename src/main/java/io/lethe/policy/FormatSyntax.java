package io.lethe.policy;

import io.lethe.crypto.Ff1;
import io.lethe.crypto.TextFormat;
import io.lethe.transform.Method;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads the parameters of {@code format-preserving}. */
final class FormatSyntax {

  private static final String DIGITS = "0123456789";
  private static final String LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final String CYRILLIC =
      "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя";
  private static final Map<String, String> NAMED =
      Map.of(
          "digits", DIGITS,
          "latin", LATIN,
          "cyrillic", CYRILLIC,
          "alphanumeric", DIGITS + LATIN);

  private FormatSyntax() {}

  /** The form that needs no parameters: the layout is kept, with any letters and digits. */
  static Method plain() {
    return new Method.FormatPreserving(
        Optional.empty(), TextFormat.layout(Optional.empty(), Ff1.MAX_LENGTH));
  }

  static Optional<Method> read(YamlNode node) {
    YamlMap map = node.map("alphabet", "domain", "keep-layout", "max-length");
    Optional<YamlNode> given = map.get("alphabet");
    // A text of digits is a number to YAML, where it is not quoted.
    Optional<String> alphabet =
        given.flatMap(
            value -> value.scalarOf("an alphabet is expected", Tag.STR, Tag.INT, Tag.FLOAT));
    boolean layout = map.get("keep-layout").flatMap(YamlNode::flag).orElse(given.isEmpty());
    Optional<String> domain = map.get("domain").flatMap(YamlNode::name);
    int maxLength =
        map.get("max-length")
            .flatMap(value -> value.integer(1, Ff1.MAX_LENGTH))
            .orElse(Ff1.MAX_LENGTH);
    if (given.isPresent() && alphabet.isEmpty()) {
      return Optional.empty();
    }
    return format(node, alphabet, layout, maxLength)
        .map(format -> new Method.FormatPreserving(domain, format));
  }

  private static Optional<TextFormat> format(
      YamlNode node, Optional<String> alphabet, boolean layout, int maxLength) {
    if (layout && alphabet.isPresent() && !NAMED.containsKey(alphabet.get())) {
      node.found(
          FindingCode.VALUE_NOT_ALLOWED, "a layout is kept of the alphabets " + NAMED.keySet());
      return Optional.empty();
    }
    if (layout) {
      return Optional.of(TextFormat.layout(alphabet.map(NAMED::get), maxLength));
    }
    if (alphabet.isEmpty()) {
      node.found(FindingCode.KEY_MISSING, "without keep-layout the key alphabet is needed");
      return Optional.empty();
    }
    String symbols = NAMED.getOrDefault(alphabet.get(), alphabet.get());
    try {
      if (symbols.codePoints().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException("a control character");
      }
      return Optional.of(TextFormat.alphabet(symbols, maxLength));
    } catch (IllegalArgumentException e) {
      node.found(
          FindingCode.VALUE_NOT_ALLOWED,
          "an alphabet is one of " + NAMED.keySet() + ", or 2 to 65536 distinct characters");
      return Optional.empty();
    }
  }
}
