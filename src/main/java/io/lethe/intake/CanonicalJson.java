package io.lethe.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;
import java.util.TreeMap;

/**
 * JSON as text in which the order of names says nothing.
 *
 * <p><b>Guarantee</b>: two values have the same text if they have the same members and elements,
 * each number written with the same digits.
 */
public final class CanonicalJson {

  private CanonicalJson() {}

  /** The text of a value; empty when it is missing. */
  public static String of(JsonNode value) {
    StringBuilder text = new StringBuilder();
    write(value, text);
    return text.toString();
  }

  private static void write(JsonNode value, StringBuilder text) {
    if (value.isObject()) {
      Map<String, JsonNode> members = new TreeMap<>();
      value.fieldNames().forEachRemaining(name -> members.put(name, value.get(name)));
      text.append('{');
      members.forEach(
          (name, member) -> {
            text.append(JsonNodeFactory.instance.textNode(name)).append(':');
            write(member, text);
            text.append(',');
          });
      text.append('}');
    } else if (value.isArray()) {
      text.append('[');
      value.forEach(
          element -> {
            write(element, text);
            text.append(',');
          });
      text.append(']');
    } else {
      text.append(value);
    }
  }
}
