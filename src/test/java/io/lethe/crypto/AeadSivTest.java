package io.lethe.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class AeadSivTest {

  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] AAD = "record-1|key-1".getBytes(UTF_8);
  private static final byte[] PLAINTEXT = "{\"first_name\":\"Anna\"}".getBytes(UTF_8);
  private static final SecretBytes KEY = SecretBytes.random(32);

  /** RFC 8452, appendix C.2 and C.3. */
  @ParameterizedTest
  @CsvFileSource(resources = "/vectors/aes-256-gcm-siv.csv")
  void sealsThePublishedVectors(
      String key, String nonce, String aad, String plaintext, String result) {
    // Given
    SecretBytes secret = SecretBytes.copyOf(HEX.parseHex(key));

    // When
    byte[] sealed =
        AeadSiv.seal(secret, HEX.parseHex(nonce), HEX.parseHex(plaintext), HEX.parseHex(aad));

    // Then
    assertThat(HEX.formatHex(sealed)).isEqualTo(nonce + result);
    assertThat(HEX.formatHex(AeadSiv.open(secret, sealed, HEX.parseHex(aad)))).isEqualTo(plaintext);
  }

  @Property(tries = 100)
  void whatIsSealedOpensAgain(@ForAll byte[] plaintext, @ForAll byte[] aad) {
    // When
    byte[] blob = AeadSiv.seal(KEY, plaintext, aad);

    // Then
    assertThat(blob).hasSize(12 + plaintext.length + 16);
    assertThat(AeadSiv.open(KEY, blob, aad)).isEqualTo(plaintext);
  }

  @Test
  void noTwoSealsShareANonce() {
    assertThat(
            IntStream.range(0, 500)
                .mapToObj(i -> AeadSiv.seal(KEY, PLAINTEXT, AAD))
                .map(blob -> HEX.formatHex(blob, 0, 12))
                .distinct())
        .hasSize(500);
  }

  @Test
  void everyFlippedBitAndTruncationIsNoticed() {
    // Given
    byte[] blob = AeadSiv.seal(KEY, PLAINTEXT, AAD);

    for (int bit = 0; bit < blob.length * 8; bit++) {
      byte[] forged = blob.clone();
      forged[bit / 8] ^= (byte) (1 << bit % 8);
      assertRefused(KEY, forged, AAD);
    }
    for (int length = 0; length < blob.length; length++) {
      assertRefused(KEY, Arrays.copyOf(blob, length), AAD);
    }
    assertRefused(KEY, Arrays.copyOf(blob, blob.length + 1), AAD);
    assertRefused(SecretBytes.random(32), blob, AAD);
    assertRefused(KEY, blob, new byte[0]);
  }

  @Test
  void aKeyOfAnotherLengthIsRefused() {
    // Given: AES-128 would work, silently weaker
    SecretBytes half = SecretBytes.random(16);

    assertThatThrownBy(() -> AeadSiv.seal(half, PLAINTEXT, AAD))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> AeadSiv.open(half, new byte[40], AAD))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertRefused(SecretBytes key, byte[] blob, byte[] aad) {
    assertThatThrownBy(() -> AeadSiv.open(key, blob, aad))
        .isInstanceOf(AeadException.class)
        .hasMessageNotContaining("Anna");
  }
}
