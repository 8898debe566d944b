package io.lethe.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyWrapTest {

  private static final HexFormat HEX = HexFormat.of();
  private static final SecretBytes WRAPPING = SecretBytes.random(32);

  /** RFC 5649, section 6; its key encryption key has 192 bits. */
  @ParameterizedTest
  @CsvSource({
    "c37b7e6492584340bed12207808941155068f738,"
        + " 138bdeaa9b8fa7fc61f97742e72248ee5ae6ae5360d1ae6a5f54f373fa543b6a",
    "466f7250617369, afbeb0f07dfbf5419200f2ccb50bb24f",
  })
  void wrapsThePublishedVectors(String key, String expected) {
    // Given
    KeyParameter wrapping =
        new KeyParameter(HEX.parseHex("5840df6e29b02af1ab493b705bf16ea1ae8338f4dcc176a8"));
    SecretBytes secret = SecretBytes.copyOf(HEX.parseHex(key));

    // When
    byte[] wrapped = KeyWrap.wrap(wrapping, secret);

    // Then
    assertThat(HEX.formatHex(wrapped)).isEqualTo(expected);
    assertThat(KeyWrap.unwrap(wrapping, wrapped)).isEqualTo(secret);
  }

  /** The JDK's KWP is of other hands. */
  @Property(tries = 200)
  void agreesWithTheJdk(@ForAll @Size(min = 1, max = 80) byte[] key) throws Exception {
    // Given
    Cipher cipher = Cipher.getInstance("AES/KWP/NoPadding");
    SecretKeySpec aes = WRAPPING.use(bytes -> new SecretKeySpec(bytes, "AES"));
    cipher.init(Cipher.ENCRYPT_MODE, aes);

    // When
    byte[] wrapped = KeyWrap.wrap(WRAPPING, SecretBytes.copyOf(key));

    // Then
    assertThat(wrapped).isEqualTo(cipher.doFinal(key)).hasSize(8 * ((key.length + 7) / 8) + 8);
    assertThat(KeyWrap.unwrap(WRAPPING, wrapped)).isEqualTo(SecretBytes.copyOf(key));
  }

  @Test
  void everyFlippedBitAndTruncationIsNoticed() {
    // Given
    byte[] wrapped = KeyWrap.wrap(WRAPPING, SecretBytes.random(32));

    for (int bit = 0; bit < wrapped.length * 8; bit++) {
      byte[] forged = wrapped.clone();
      forged[bit / 8] ^= (byte) (1 << bit % 8);
      assertRefused(forged);
    }
    for (int length = 0; length <= wrapped.length + 8; length++) {
      if (length != wrapped.length) {
        assertRefused(Arrays.copyOf(wrapped, length));
      }
    }
    assertThatThrownBy(() -> KeyWrap.unwrap(SecretBytes.random(32), wrapped))
        .isInstanceOf(AeadException.class);
  }

  @Test
  void aWrappingKeyOfAnotherLengthIsRefused() {
    assertThatThrownBy(() -> KeyWrap.wrap(SecretBytes.random(16), WRAPPING))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> KeyWrap.unwrap(SecretBytes.random(16), new byte[40]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertRefused(byte[] wrapped) {
    assertThatThrownBy(() -> KeyWrap.unwrap(WRAPPING, wrapped)).isInstanceOf(AeadException.class);
  }
}
