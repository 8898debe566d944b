package io.lethe.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.lethe.crypto.TextFormat;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class MethodTest {

  private static final JsonNode TEXT = TextNode.valueOf("value");

  static Stream<Method> methodsThatLeaveNothing() {
    return Stream.of(
        new Method.Drop(),
        new Method.Reject(),
        new Method.Encrypt(true),
        new Method.Pseudonymize("domain"),
        new Method.FormatPreserving(Optional.empty(), TextFormat.alphabet("0123456789", 128)));
  }

  @ParameterizedTest
  @MethodSource("methodsThatLeaveNothing")
  void whatIsNoOneWayMethodLeavesNothing(Method method) {
    for (ValueType type : ValueType.values()) {
      assertThat(method.leave(type, TEXT)).isEmpty();
      assertThat(method.leave(type, IntNode.valueOf(1))).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(ValueType.class)
  void keepLeavesScalarsAsTheyAreAndNothingElse(ValueType type) {
    // Given
    Method keep = new Method.Keep();

    // Then
    for (JsonNode scalar : new JsonNode[] {TEXT, IntNode.valueOf(7), BooleanNode.TRUE}) {
      assertThat(keep.leave(type, scalar)).containsSame(scalar);
    }
    assertThat(keep.leave(type, JsonNodeFactory.instance.objectNode().put("encrypted", true)))
        .isEmpty();
    assertThat(keep.leave(type, JsonNodeFactory.instance.arrayNode().add("value"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "+79161234567, 2, 2, +7********67",
    "abc, 0, 0, ***",
    "abc, 1, 1, ***",
    "Ivano, 2, 2, *****",
    "Ivanov, 1, 1, I****v",
    "Ivanova, 2, 2, *******",
    "Ivanovas, 2, 2, Iv****as",
    "Ivanovas, 2, 3, ********",
    "Ivanovas, 5, 0, ********",
    "Ivano, 1, 0, I****",
    "abc, 2, 1, ***",
    "abc, 5, 0, ***",
    "abc, 2147483647, 2147483647, ***",
    "'', 1, 1, ''",
    "\uD83D\uDE00b\uD83D\uDE00, 1, 0, ***",
    "\uD83D\uDE00b\uD83D\uDE00cd, 1, 0, \uD83D\uDE00****"
  })
  void maskKeepsTheEndsOnlyIfEnoughIsHidden(String text, int start, int end, String masked) {
    assertThat(new Method.Mask(start, end).leave(ValueType.TEXT, TextNode.valueOf(text)))
        .contains(TextNode.valueOf(masked));
  }

  @Property
  void maskKeepsTheLengthAndHidesAllButItsEnds(
      @ForAll String text,
      @ForAll @IntRange(max = 5) int start,
      @ForAll @IntRange(max = 5) int end) {
    // Given
    int[] original = text.codePoints().toArray();

    // When
    String masked = left(new Method.Mask(start, end), text);

    // Then
    int[] points = masked.codePoints().toArray();
    assertThat(points).hasSameSizeAs(original);
    int open = 0;
    for (int i = 0; i < points.length; i++) {
      boolean hidden = points[i] == '*';
      assertThat(hidden || points[i] == original[i]).isTrue();
      open += hidden ? 0 : 1;
    }
    assertThat(open).isLessThanOrEqualTo(start + end);
    assertThat(open == 0 || 2 * open <= original.length && original.length - open >= 4).isTrue();
  }

  @Property
  void truncationIsAPrefixOfWholeCharacters(
      @ForAll String text, @ForAll @IntRange(max = 20) int length) {
    // When
    String truncated = left(new Method.Truncate(length), text);

    // Then
    assertThat(text).startsWith(truncated);
    assertThat(truncated.codePointCount(0, truncated.length()))
        .isEqualTo(Math.min(length, text.codePointCount(0, text.length())));
  }

  @Test
  void numbersAndBooleansAreMaskedAndTruncatedAsText() {
    assertThat(new Method.Mask(1, 0).leave(ValueType.NUMBER, IntNode.valueOf(17_250)))
        .contains(TextNode.valueOf("1****"));
    assertThat(new Method.Truncate(1).leave(ValueType.BOOLEAN, BooleanNode.TRUE))
        .contains(TextNode.valueOf("t"));
  }

  @Test
  void numbersThatCannotBeWrittenOutLeaveNothing() {
    // Given
    JsonNode absurd = DecimalNode.valueOf(new BigDecimal("1e999999999"));

    // Then
    assertThat(new Method.Mask(1, 0).leave(ValueType.NUMBER, absurd)).isEmpty();
    assertThat(new Method.Truncate(1).leave(ValueType.NUMBER, absurd)).isEmpty();
  }

  @Test
  void containersAreNeitherMaskedNorTruncated() {
    // Given
    JsonNode container = JsonNodeFactory.instance.arrayNode().add("value");

    // Then
    assertThat(new Method.Mask(0, 0).leave(ValueType.TEXT, container)).isEmpty();
    assertThat(new Method.Truncate(9).leave(ValueType.TEXT, container)).isEmpty();
  }

  @Test
  void negativeParametersAreRefused() {
    assertThatThrownBy(() -> new Method.Mask(-1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Method.Mask(0, -1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Method.Truncate(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  private static String left(Method method, String text) {
    Optional<JsonNode> left = method.leave(ValueType.TEXT, TextNode.valueOf(text));
    return left.orElseThrow().textValue();
  }
}
