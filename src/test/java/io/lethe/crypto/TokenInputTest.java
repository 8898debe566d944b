package io.lethe.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenInputTest {

  /** Golden: whatever changes here makes every stored token unfindable. */
  @Test
  void bytesArePinned() {
    // When
    byte[] input = TokenInput.of("aes256", "pseudonym", "sens", "device", "text", "Zürich");

    // Then
    assertThat(HexFormat.of().formatHex(input))
        .isEqualTo(
            "000000066165733235360000000970736575646f6e796d0000000473656e73"
                + "000000066465766963650000000474657874000000075ac3bc72696368");
  }

  @Test
  void partsCannotBeShiftedIntoEachOther() {
    assertThat(TokenInput.of("ab", "c")).isNotEqualTo(TokenInput.of("a", "bc"));
    assertThat(TokenInput.of("a", "")).isNotEqualTo(TokenInput.of("a"));
    assertThat(TokenInput.of()).isEmpty();
  }

  @Property(tries = 500)
  void differentPartsGiveDifferentBytes(
      @ForAll @Size(max = 4) List<@AlphaChars @StringLength(max = 3) String> one,
      @ForAll @Size(max = 4) List<@AlphaChars @StringLength(max = 3) String> other) {
    // Given
    Assume.that(!one.equals(other));

    // Then
    assertThat(Arrays.equals(bytes(one), bytes(other))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\uD800", "\uDC00a", "\uD800\uD800\uDC00"})
  void unpairedSurrogatesAreRefusedRatherThanConfused(String part) {
    assertThatThrownBy(() -> TokenInput.of("x", part))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VALUE_INVALID));
  }

  @Test
  void pairedSurrogatesAreFourBytes() {
    assertThat(TokenInput.of("\uD83D\uDE00")).hasSize(8);
  }

  private static byte[] bytes(List<String> parts) {
    return TokenInput.of(parts.toArray(String[]::new));
  }
}
