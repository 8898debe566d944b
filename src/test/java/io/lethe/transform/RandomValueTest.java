package io.lethe.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random values and new tokens: their form, and that they are of nobody. */
class RandomValueTest {

  private static final RandomValue LIKE = new RandomValue(List.of());
  private static final Normalizer NORMALIZER = new Normalizer("ZZ");

  private final Chance chance = new Chance(new SplittableRandom(11));

  @ParameterizedTest
  @CsvSource({
    "TEXT, 'AB-12 cd.', '[A-Z]{2}-[0-9]{2} [a-z]{2}\\.'",
    "TEXT, '\u0410\u0411-1 \u0432\u0451', '[\u0410-\u042f\u0401]{2}-[0-9] [\u0430-\u044f\u0451]{2}'",
    "TEXT, '\u00e9\u00c9\u03b1\u6f22', '[a-z][A-Z][a-z]{2}'",
    "NAME, 'Anna Maria', '[A-Z][a-z]{3} [A-Z][a-z]{4}'",
    "DIGITS, '0042', '[0-9]{4}'",
    "PHONE, '+79161234567', '\\+7[0-9]{10}'",
    "PHONE, '+442071838750', '\\+44[0-9]{10}'",
    "EMAIL, 'a.b-1@exa-mple.org', '[a-z]\\.[a-z]-[0-9]@[a-z]{3}-[a-z]{4}\\.[a-z]{3}'",
    "DATE, '1990-05-17', '(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}'",
    "DATETIME, '1990-05-17T01:02:03.004Z', '(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z'",
    "IP, '203.0.113.7', '[0-9.]{7,15}'",
    "IP, '2001:db8::1', '[0-9a-f:]{3,39}'"
  })
  void textOfEachTypeKeepsItsForm(ValueType type, String value, String form) {
    // When
    Set<String> drawn = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      drawn.add(LIKE.draw(type, TextNode.valueOf(value), chance).orElseThrow().textValue());
    }

    // Then each is of the form and of the type, and they are many
    assertThat(drawn).allMatch(text -> text.matches(form)).hasSizeGreaterThan(50);
    assertThat(drawn)
        .allMatch(
            text -> NORMALIZER.normalize(type, TextNode.valueOf(text)) instanceof Normalized.Value);
  }

  @Property
  void textKeepsItsLengthInCharactersAndNoLetterOrDigitOfItsOwn(@ForAll String text) {
    // When
    String drawn =
        LIKE.draw(ValueType.TEXT, TextNode.valueOf(text), chance).orElseThrow().textValue();

    // Then
    int[] before = text.codePoints().toArray();
    int[] after = drawn.codePoints().toArray();
    assertThat(after).hasSameSizeAs(before);
    for (int i = 0; i < before.length; i++) {
      boolean sign = before[i] < 0x80 && !Character.isLetterOrDigit(before[i]);
      assertThat(sign ? after[i] == before[i] : Character.isLetterOrDigit(after[i])).isTrue();
      assertThat(Character.isDigit(after[i])).isEqualTo(Character.isDigit(before[i]));
      assertThat(Character.isUpperCase(after[i])).isEqualTo(Character.isUpperCase(before[i]));
    }
  }

  @Property
  void nothingButTheFormIsOfTheValue(@ForAll long seed) {
    // Given two values of one form, and the same chance for both
    String one = draw("Anna 1990", seed);
    String other = draw("Olga 2015", seed);

    // Then they have the same outcome
    assertThat(one).isEqualTo(other);
  }

  @Property
  void numbersKeepTheirSignAndTheirDigits(
      @ForAll @BigRange(min = "-1e9", max = "1e9") @Scale(5) BigDecimal value) {
    // Given
    BigDecimal number = PlainNumber.of(value).orElseThrow();

    // When
    JsonNode left = LIKE.draw(ValueType.NUMBER, DecimalNode.valueOf(value), chance).orElseThrow();

    // Then
    BigDecimal drawn = PlainNumber.of(left).orElseThrow();
    assertThat(Math.max(0, drawn.scale())).isEqualTo(Math.max(0, number.scale()));
    assertThat(whole(drawn)).hasSameSizeAs(whole(number));
    if (number.signum() != 0) {
      assertThat(drawn.signum() * number.signum()).isNotNegative();
    }
    assertThat(left.isIntegralNumber()).isEqualTo(number.scale() <= 0);
  }

  @Test
  void listIsDrawnFromEvenlyAndTheOriginalPlaysNoPart() {
    // Given
    RandomValue list = new RandomValue(List.of("a", "b", "c", "d"));

    // When
    int[] counts = new int[4];
    for (int i = 0; i < 8_000; i++) {
      String drawn =
          list.draw(ValueType.TEXT, TextNode.valueOf("marker"), chance).orElseThrow().textValue();
      counts["abcd".indexOf(drawn)]++;
    }

    // Then
    assertThat(counts).satisfies(all -> assertThat(all).doesNotContain(0));
    for (int count : counts) {
      assertThat(count).isBetween(1_800, 2_200);
    }
  }

  @Test
  void booleansAreCoinsAndEmptyTextStaysEmpty() {
    // When
    Set<JsonNode> drawn = new HashSet<>();
    for (int i = 0; i < 64; i++) {
      drawn.add(LIKE.draw(ValueType.BOOLEAN, BooleanNode.TRUE, chance).orElseThrow());
    }

    // Then
    assertThat(drawn).containsExactlyInAnyOrder(BooleanNode.TRUE, BooleanNode.FALSE);
    assertThat(LIKE.draw(ValueType.TEXT, TextNode.valueOf(""), chance))
        .contains(TextNode.valueOf(""));
    assertThat(new Retoken(22).draw(ValueType.TEXT, TextNode.valueOf(""), chance))
        .contains(TextNode.valueOf(""));
  }

  @Test
  void whatDoesNotFitItsTypeLeavesNothing() {
    assertThat(LIKE.draw(ValueType.NUMBER, TextNode.valueOf("marker"), chance)).isEmpty();
    assertThat(LIKE.draw(ValueType.BOOLEAN, TextNode.valueOf("marker"), chance)).isEmpty();
    assertThat(LIKE.draw(ValueType.PHONE, TextNode.valueOf("marker"), chance)).isEmpty();
    assertThat(LIKE.draw(ValueType.IP, TextNode.valueOf("marker"), chance)).isEmpty();
    assertThat(LIKE.draw(ValueType.TEXT, IntNode.valueOf(1), chance)).isEmpty();
    assertThat(new Retoken(22).draw(ValueType.TEXT, JsonNodeFactory.instance.objectNode(), chance))
        .isEmpty();
  }

  @Property
  void tokensAreOfTheirLengthAndNoneIsSeenTwice(@ForAll String value) {
    // Given a value that is not empty
    JsonNode node = TextNode.valueOf("x" + value);
    Retoken retoken = new Retoken(22);

    // When
    String one = retoken.draw(ValueType.TEXT, node, chance).orElseThrow().textValue();
    String other = retoken.draw(ValueType.TEXT, node, chance).orElseThrow().textValue();

    // Then equal values are not linked
    assertThat(one).matches("[A-Za-z0-9_-]{22}").isNotEqualTo(other);
    assertThat(one).doesNotContain("v1.");
  }

  @Test
  void lengthsOfTokensAreBounded() {
    assertThatThrownBy(() -> new Retoken(5)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Retoken(65)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void secureChanceIsNotTheSameTwice() {
    assertThat(draw(Chance.secure())).isNotEqualTo(draw(Chance.secure()));
  }

  private static String draw(String value, long seed) {
    return LIKE.draw(
            ValueType.TEXT, TextNode.valueOf(value), new Chance(new SplittableRandom(seed)))
        .orElseThrow()
        .textValue();
  }

  private static String draw(Chance chance) {
    return new Retoken(64)
        .draw(ValueType.TEXT, TextNode.valueOf("value"), chance)
        .orElseThrow()
        .textValue();
  }

  private static String whole(BigDecimal number) {
    return number.abs().toBigInteger().toString();
  }
}
