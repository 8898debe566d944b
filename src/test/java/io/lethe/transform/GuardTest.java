package io.lethe.transform;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardTest {

  /** Numbers that the card schemes publish for tests. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "4111111111111111",
        "please take 4111 1111 1111 1111, thank you",
        "5555-5555-5555-4444",
        "378282246310005",
        "2200\u00A00000\u00A00000\u00A00053",
        "4111.1111.1111.1111",
        "4111 1111 1111 1111 12/27 123",
        "order 17 4111111111111111",
        "card:6011000990139424;"
      })
  void findsCardNumbers(String text) {
    assertThat(Guard.CARD_NUMBER.finds(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "4111111111111112",
        "order 411111111111",
        "+7 916 123-45-67",
        "41111111111111110000000000",
        "0000000000000000",
        "2026-11-25 10:00:00",
        "4111 1111  1111 1111"
      })
  void leavesOtherNumbers(String text) {
    assertThat(Guard.CARD_NUMBER.finds(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a@example.org", "mail to anna.k+x@mail.example.ru!", "<петр@пример.рф>", "a@b"})
  void findsEmailAddresses(String text) {
    assertThat(Guard.EMAIL.finds(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "@", "at 10 @ noon", "@anna", "a @b", "user@"})
  void leavesOtherSigns(String text) {
    assertThat(Guard.EMAIL.finds(text)).isFalse();
  }

  /** Against Luhn's formula as a table. */
  @Property(seed = "4711", tries = 2_000)
  void anyRightCardNumberIsFoundAndAnyWrongOneIsNot(
      @ForAll("bodies") String body, @ForAll @IntRange(max = 9) int last) {
    // Given
    String digits = body + last;

    // When
    boolean found = Guard.CARD_NUMBER.finds("No. " + digits + ".");

    // Then
    assertThat(found).isEqualTo(luhn(digits));
  }

  private static boolean luhn(String digits) {
    int[][] counted = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {0, 2, 4, 6, 8, 1, 3, 5, 7, 9}};
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      sum += counted[(digits.length() - 1 - i) % 2][digits.charAt(i) - '0'];
    }
    return sum % 10 == 0;
  }

  @Test
  void longTextTakesLinearTime() {
    assertThat(Guard.CARD_NUMBER.finds("1 ".repeat(500_000))).isFalse();
    assertThat(Guard.EMAIL.finds("@".repeat(1_000_000))).isFalse();
  }

  @Provide
  Arbitrary<String> bodies() {
    return Arbitraries.integers()
        .between(2, 6)
        .flatMap(
            first ->
                Arbitraries.strings()
                    .numeric()
                    .ofMinLength(11)
                    .ofMaxLength(17)
                    .map(rest -> first + rest));
  }
}
