package io.lethe.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutCipherTest {

  private static final byte[] TWEAK = "sens/passport".getBytes(US_ASCII);
  private static final SecretBytes KEY =
      SecretBytes.copyOf(
          HexFormat.of()
              .parseHex("2b7e151628aed2a6abf7158809cf4f3cef4359d8d580aa4f7f036d6f04fc6a94"));
  private final LayoutCipher cipher = new LayoutCipher(KEY);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A123456",
        "AB-12 345",
        "Паспорт 4510 123456",
        "ЁЖ-ёж-123-Zz",
        "а123вс777",
        "+7 (999) 123-45-67",
        "😀 1234567"
      })
  void everyPositionKeepsItsClass(String text) {
    // When
    String encrypted = cipher.encrypt(text, TWEAK);

    // Then
    assertThat(encrypted).isNotEqualTo(text);
    assertThat(FormatLayout.of(encrypted)).isEqualTo(FormatLayout.of(text));
    assertThat(cipher.decrypt(encrypted, TWEAK)).isEqualTo(text);
  }

  /** Golden, made by another implementation: stored values depend on it. */
  @ParameterizedTest
  @CsvSource({
    "A123456, O126700",
    "AB-12 345, GK-01 055",
    "Паспорт 4510 123456, Ппбтжоь 2605 501815",
    "ЁЖ-ёж-123-Zz, ФШ-чк-804-Cq",
  })
  void storedFormIsPinned(String text, String expected) {
    assertThat(cipher.encrypt(text, TWEAK)).isEqualTo(expected);
  }

  /** NIST's FF1 samples 7 and 8. */
  @ParameterizedTest
  @CsvSource({
    "'', 0123456789, 6657667009",
    "39383736353433323130, 0123456789, 1001623463",
    "39383736353433323130, 0123 456-789, 1001 623-463",
  })
  void digitsAreStandardFf1AndLiteralsStay(String tweak, String text, String expected) {
    assertThat(cipher.encrypt(text, HexFormat.of().parseHex(tweak))).isEqualTo(expected);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings()
        .withChars("0189ABYZabyzАЁЯаёя -/é")
        .ofMinLength(4)
        .ofMaxLength(130)
        .filter(text -> FormatLayout.of(text).encryptable());
  }

  @Property(tries = 500)
  void decryptingUndoesEncrypting(@ForAll("texts") String text, @ForAll byte[] tweak) {
    // When
    String encrypted = cipher.encrypt(text, tweak);

    // Then
    assertThat(FormatLayout.of(encrypted)).isEqualTo(FormatLayout.of(text));
    assertThat(cipher.decrypt(encrypted, tweak)).isEqualTo(text);
    assertThat(cipher.encrypt(text, tweak)).isEqualTo(encrypted);
  }

  @Property(tries = 500)
  void rankAndTextAreOneToOne(@ForAll("texts") String text) {
    // Given
    FormatLayout layout = FormatLayout.of(text);

    // When
    BigInteger rank = layout.rank(layout.read(text));

    // Then
    assertThat(rank).isBetween(BigInteger.ZERO, layout.size().subtract(BigInteger.ONE));
    assertThat(layout.write(layout.unrank(rank))).isEqualTo(text);
  }

  @Test
  void aMixedLayoutIsAPermutation() {
    // Given: 33 * 33 * 10^3 texts, between 2^20 and 2^21, so that walking is needed
    int size = 1_089_000;
    FormatLayout layout = FormatLayout.of("Ёё000");

    // When
    long distinct =
        IntStream.range(0, size)
            .parallel()
            .map(
                i -> {
                  String text = layout.write(layout.unrank(BigInteger.valueOf(i)));
                  return layout.rank(layout.read(cipher.encrypt(text, TWEAK))).intValueExact();
                })
            .distinct()
            .count();

    // Then
    assertThat(distinct).isEqualTo(size);
  }

  @Test
  void mixturesOfTheSameSizeHaveNothingInCommon() {
    // Given: the same rank in two layouts
    String front = cipher.encrypt("A00000000000", TWEAK);

    // When
    String back = cipher.encrypt("00000000000A", TWEAK);

    // Then
    FormatLayout one = FormatLayout.of(front);
    FormatLayout other = FormatLayout.of(back);
    assertThat(other.size()).isEqualTo(one.size());
    assertThat(other.rank(other.read(back))).isNotEqualTo(one.rank(one.read(front)));
  }

  @Test
  void layoutsOutOfRangeAreRefusedWithoutRepeatingThem() {
    for (String text :
        new String[] {"", "---", "A1234", "45101", "éééééééé", "A" + "1".repeat(128)}) {
      assertThat(FormatLayout.of(text).encryptable()).isFalse();
      assertThatThrownBy(() -> cipher.encrypt(text, TWEAK))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining("A1")
          .hasMessageNotContaining("451");
      assertThatThrownBy(() -> cipher.decrypt(text, TWEAK))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void lettersThatWouldStayReadableAreNoticed() {
    assertThat(FormatLayout.of("Андрей-4510 123456").leavesLettersClear()).isFalse();
    assertThat(FormatLayout.of("André 4510").leavesLettersClear()).isTrue();
    assertThat(FormatLayout.of("Їжак").leavesLettersClear()).isTrue();
    assertThat(FormatLayout.of("André 4510")).hasToString("FormatLayout[symbols=8, positions=10]");
  }

  @Test
  void aClosedOneEncryptsNothing() {
    // Given
    LayoutCipher closed = new LayoutCipher(KEY);
    closed.encrypt("A123456", TWEAK);

    // When
    closed.close();

    // Then
    assertThatThrownBy(() -> closed.encrypt("A123456", TWEAK))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> closed.encrypt("123456", TWEAK))
        .isInstanceOf(IllegalStateException.class);
  }
}
