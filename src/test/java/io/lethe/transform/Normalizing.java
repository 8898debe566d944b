package io.lethe.transform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;

/** Normalization as the tests use it: phones of Russia, and failures that tell no value. */
final class Normalizing {

  static final Normalizer NORMALIZER = new Normalizer("RU");

  private Normalizing() {}

  static Normalized.Value text(ValueType type, String text) {
    Normalized normalized = NORMALIZER.normalize(type, TextNode.valueOf(text));
    assertThat(normalized).isInstanceOf(Normalized.Value.class);
    return (Normalized.Value) normalized;
  }

  static void assertInvalid(ValueType type, JsonNode node) {
    assertThat(NORMALIZER.normalize(type, node))
        .isInstanceOfSatisfying(
            Normalized.Invalid.class,
            invalid -> assertThat(invalid.message()).isNotBlank().doesNotContain("marker"));
  }
}
