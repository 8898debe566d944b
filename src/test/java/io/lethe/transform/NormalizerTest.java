package io.lethe.transform;

import static io.lethe.transform.Normalizing.NORMALIZER;
import static io.lethe.transform.Normalizing.assertInvalid;
import static io.lethe.transform.Normalizing.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NormalizerTest {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  private static final String E_COMPOSED = "\u00E9";
  private static final String E_DECOMPOSED = "e\u0301";

  @ParameterizedTest
  @EnumSource(ValueType.class)
  void nullIsNullForEveryType(ValueType type) {
    assertThat(NORMALIZER.normalize(type, NullNode.getInstance())).isEqualTo(new Normalized.Null());
  }

  @Test
  void emptyTextIsAValueApartFromNull() {
    assertThat(text(ValueType.TEXT, "").value()).isEqualTo(TextNode.valueOf(""));
    assertThat(text(ValueType.NAME, "  ").value()).isEqualTo(TextNode.valueOf(""));
  }

  @ParameterizedTest
  @EnumSource(names = {"PHONE", "EMAIL", "DATE", "DATETIME", "DIGITS", "IP", "NUMBER", "BOOLEAN"})
  void emptyTextIsNoValueOfOtherTypes(ValueType type) {
    assertInvalid(type, TextNode.valueOf(""));
  }

  @Test
  void textIsComposedAndNotTrimmed() {
    // When
    Normalized.Value value = text(ValueType.TEXT, " Caf" + E_DECOMPOSED + "\n");

    // Then
    assertThat(value.value().textValue()).isEqualTo(" Caf" + E_COMPOSED + "\n");
    assertThat(value.key()).isEqualTo(" Caf" + E_COMPOSED + "\n");
  }

  @Test
  void namesOfAllSpellingsHaveOneKey() {
    // When
    Normalized.Value one = text(ValueType.NAME, "\u00A0Andr" + E_DECOMPOSED + " \t LE\u2003Roy ");
    Normalized.Value other = text(ValueType.NAME, "ANDR\u00C9 le roy");

    // Then
    assertThat(one.value().textValue()).isEqualTo("Andr" + E_COMPOSED + " LE Roy");
    assertThat(one.key()).isEqualTo("andr" + E_COMPOSED + " le roy").isEqualTo(other.key());
  }

  @Test
  void charactersThatAreNotSeenMakeNoOtherKey() {
    // Given
    String hidden = "\uFEFFAn\u00ADna \u200B \u202ERoy\u200D" + E_DECOMPOSED.charAt(0);

    // When
    Normalized.Value name = text(ValueType.NAME, hidden);
    Normalized.Value text = text(ValueType.TEXT, hidden);
    Normalized.Value composed = text(ValueType.TEXT, "e\u200B\u0301");

    // Then
    assertThat(name.key()).isEqualTo("anna roye");
    assertThat(text.key()).isEqualTo("Anna  Roye");
    assertThat(text.value().textValue()).isEqualTo(hidden);
    assertThat(composed.key()).isEqualTo(E_COMPOSED);
  }

  @ParameterizedTest
  @EnumSource(ValueType.class)
  void containersAreInvalidHoweverDeep(ValueType type) throws JsonProcessingException {
    assertInvalid(type, JSON.readTree("[".repeat(900) + "\"marker\"" + "]".repeat(900)));
    assertInvalid(type, JSON.readTree("{\"marker\":\"marker\"}"));
    assertInvalid(type, BinaryNode.valueOf(new byte[] {1}));
    assertInvalid(type, MissingNode.getInstance());
  }

  @ParameterizedTest
  @EnumSource(
      names = {"NUMBER", "BOOLEAN"},
      mode = EnumSource.Mode.EXCLUDE)
  void textsRefuseOtherScalars(ValueType type) throws JsonProcessingException {
    assertInvalid(type, JSON.readTree("89161234567"));
    assertInvalid(type, JSON.readTree("true"));
  }

  @ParameterizedTest
  @EnumSource(
      names = {"NUMBER", "BOOLEAN"},
      mode = EnumSource.Mode.EXCLUDE)
  void whatPostgresqlCannotStoreIsInvalid(ValueType type) {
    assertInvalid(type, TextNode.valueOf("marker\u0000"));
    assertInvalid(type, TextNode.valueOf("marker\uD800"));
    assertInvalid(type, TextNode.valueOf("\uDC00marker"));
    assertInvalid(type, TextNode.valueOf("marker" + "\u0301\u0316".repeat(16)));
  }

  @Test
  void supplementaryCharactersAndStackedAccentsAreFine() {
    assertThat(text(ValueType.TEXT, "\uD83D\uDE00\uD83D\uDE00").key())
        .isEqualTo("\uD83D\uDE00\uD83D\uDE00");
    assertThat(text(ValueType.TEXT, "a" + "\u0301".repeat(30)).key()).hasSize(30);
  }

  @ParameterizedTest
  @EnumSource(
      names = {"TEXT", "NAME", "DIGITS", "NUMBER", "BOOLEAN"},
      mode = EnumSource.Mode.EXCLUDE)
  void absurdLengthsAreInvalid(ValueType type) {
    for (String part : new String[] {"1", "a@", "1.", "1:", "-", "\u00E9.", " 1"}) {
      assertInvalid(type, TextNode.valueOf(part.repeat(200_000)));
    }
    assertInvalid(type, TextNode.valueOf("a@" + "b.".repeat(126) + "com"));
    assertInvalid(type, TextNode.valueOf("a".repeat(65) + "@example.com"));
  }

  @Property
  void normalizingTwiceChangesNothing(@ForAll String sent, @ForAll ValueType type) {
    // Given
    if (!(NORMALIZER.normalize(type, TextNode.valueOf(sent)) instanceof Normalized.Value once)) {
      return;
    }

    // When
    Normalized twice = NORMALIZER.normalize(type, once.value());

    // Then
    assertThat(twice).isEqualTo(once);
  }

  @Property
  void textThatIsNotInvalidSurvivesUtf8(@ForAll String sent) {
    if (NORMALIZER.normalize(ValueType.TEXT, TextNode.valueOf(sent))
        instanceof Normalized.Value value) {
      byte[] utf8 = value.key().getBytes(UTF_8);
      assertThat(new String(utf8, UTF_8)).isEqualTo(value.key()).doesNotContain("\u0000");
    }
  }

  @Test
  void aValueDoesNotPrintItself() {
    assertThat(text(ValueType.TEXT, "marker").toString()).doesNotContain("marker");
  }

  @Test
  void typesHaveTheirYamlNames() {
    for (ValueType type : ValueType.values()) {
      assertThat(ValueType.of(type.yamlName())).contains(type);
    }
    assertThat(ValueType.DATETIME.yamlName()).isEqualTo("datetime");
    assertThat(ValueType.of("DATE")).isEmpty();
  }
}
