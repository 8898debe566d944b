package io.lethe.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlphabetTest {

  @Test
  void everySymbolHasItsPlace() {
    // Given
    Alphabet alphabet = Alphabet.of("zБ7😀а");

    assertThat(alphabet.radix()).isEqualTo(5);
    for (int i = 0; i < 5; i++) {
      assertThat(alphabet.indexOf(alphabet.symbol(i))).isEqualTo(i);
    }
    assertThat(alphabet.indexOf('x')).isNegative();
    assertThat(alphabet.indexOf('Z')).isNegative();
  }

  /** А and а are Cyrillic: their places must not be taken by the Latin A and a. */
  @Test
  void theNamedOnesAreWholeAndApart() {
    assertThat(Alphabet.DIGITS.radix()).isEqualTo(10);
    assertThat(Alphabet.LATIN_UPPER.radix()).isEqualTo(26);
    assertThat(Alphabet.LATIN_LOWER.radix()).isEqualTo(26);
    assertThat(Alphabet.CYRILLIC_UPPER.radix()).isEqualTo(33);
    assertThat(Alphabet.CYRILLIC_LOWER.radix()).isEqualTo(33);
    assertThat(
            IntStream.range(0, 33)
                .allMatch(
                    i ->
                        Character.toLowerCase(Alphabet.CYRILLIC_UPPER.symbol(i))
                            == Alphabet.CYRILLIC_LOWER.symbol(i)))
        .isTrue();
    assertThat(Alphabet.CYRILLIC_UPPER.indexOf('A')).isNegative();
    assertThat(Alphabet.CYRILLIC_UPPER.indexOf('Ё')).isEqualTo(6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "abca", "a\uD800"})
  void tooFewOrRepeatedOrBrokenSymbolsAreRefused(String symbols) {
    assertThatThrownBy(() -> Alphabet.of(symbols)).isInstanceOf(IllegalArgumentException.class);
  }
}
