package io.lethe.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextFormatTest {

  private static final String DIGITS = "0123456789";
  private static final TextFormat LAYOUT = TextFormat.layout(Optional.empty(), 128);
  private static final TextFormat SERIAL = TextFormat.layout(Optional.of(DIGITS), 12);
  private static final TextFormat CARD = TextFormat.alphabet(DIGITS, 16);
  private static final byte[] TWEAK = {1, 2, 3};

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AB-12 345",
        "\u0410\u0411 123456",
        "+7 (916) 123-45-67",
        "name.surname@example.org",
        "\u00ab123456\u00bb \u2014 7"
      })
  void textOfALayoutKeepsItAndComesBack(String text) {
    // Given
    FormatCipher cipher = LAYOUT.cipher(key());

    // When
    String encrypted = cipher.encrypt(text, TWEAK);

    // Then
    assertThat(LAYOUT.problem(text)).isEmpty();
    assertThat(encrypted).isNotEqualTo(text);
    assertThat(FormatLayout.of(encrypted)).isEqualTo(FormatLayout.of(text));
    assertThat(cipher.decrypt(encrypted, TWEAK)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "123456, true",
    "1234567890123456, true",
    "12345, false",
    "12345678901234567, false",
    "12345a, false",
    "12345-, false",
    "\u0661\u0662\u0663\u0664\u0665\u0666, false"
  })
  void textOfAnAlphabetHasItsSymbolsAloneAndALength(String text, boolean fits) {
    assertThat(CARD.problem(text).isEmpty()).isEqualTo(fits);
  }

  @ParameterizedTest
  @CsvSource({
    "12-34-56, true",
    "12-34-5, false",
    "12-34-5a, false",
    "1234567890123, false",
    "'      ', false",
    "123456\u0301, false",
    "123456\ud83d\ude00, false"
  })
  void alphabetOfALayoutSaysWhichLettersItMayHave(String text, boolean fits) {
    assertThat(SERIAL.problem(text).isEmpty()).isEqualTo(fits);
  }

  @ParameterizedTest
  @ValueSource(strings = {"caf\u00e9 latte", "\u4e2d\u6587\u4e2d\u6587 abcdef", "abcdef\u200b"})
  void whatWouldStayReadableOfOtherScriptsIsRefused(String text) {
    assertThat(LAYOUT.problem(text)).contains("has a character that its form does not allow");
  }

  @Test
  void problemsDoNotRepeatTheTextAndTheCipherRefusesIt() {
    // Given
    String marker = "marker".repeat(200);

    // Then
    assertThat(LAYOUT.problem(marker)).hasValueSatisfying(p -> assertThat(p).isNotEmpty());
    for (TextFormat format : new TextFormat[] {LAYOUT, SERIAL, CARD}) {
      assertThat(format.problem(marker).orElseThrow()).doesNotContain("marker");
      assertThatThrownBy(() -> format.cipher(key()).encrypt(marker, TWEAK))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining("marker");
    }
  }

  @Property
  void whatHasNoProblemIsEncryptedToWhatHasNone(@ForAll @StringLength(max = 40) String text) {
    if (LAYOUT.problem(text).isEmpty()) {
      // When
      FormatCipher cipher = LAYOUT.cipher(key());
      String encrypted = cipher.encrypt(text, TWEAK);

      // Then
      assertThat(LAYOUT.problem(encrypted)).isEmpty();
      assertThat(cipher.decrypt(encrypted, TWEAK)).isEqualTo(text);
    } else {
      assertThatThrownBy(() -> LAYOUT.cipher(key()).encrypt(text, TWEAK))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void formatsAreTheSameWhereTheirParametersAre() {
    assertThat(TextFormat.alphabet(DIGITS, 16)).isEqualTo(CARD).hasSameHashCodeAs(CARD);
    assertThat(TextFormat.alphabet(DIGITS, 15)).isNotEqualTo(CARD);
    assertThat(SERIAL.name()).isEqualTo(LAYOUT.name()).isNotEqualTo(CARD.name());
    assertThatThrownBy(() -> TextFormat.alphabet("aa", 16))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TextFormat.alphabet(DIGITS, 129))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static SecretBytes key() {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) 7);
    return SecretBytes.copyOf(key);
  }
}
