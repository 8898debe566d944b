package io.lethe.intake;

import com.fasterxml.jackson.databind.JsonNode;

/** How deeply JSON is nested. */
final class Nesting {

  private Nesting() {}

  /** Levels of objects and arrays; a value has none. */
  static int of(JsonNode node) {
    int deepest = 0;
    for (JsonNode element : node) {
      deepest = Math.max(deepest, of(element));
    }
    return node.isContainerNode() ? deepest + 1 : 0;
  }
}
