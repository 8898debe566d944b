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

class GostAeadTest {

  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] AAD = "record-1|key-1".getBytes(UTF_8);
  private static final byte[] PLAINTEXT = "{\"first_name\":\"Anna\"}".getBytes(UTF_8);
  private static final SecretBytes KEY = SecretBytes.random(32);

  /** RFC 9058, appendix A, Kuznyechik, the first example. */
  @Test
  void sealsThePublishedVector() {
    // Given
    SecretBytes key =
        SecretBytes.copyOf(
            HEX.parseHex("8899aabbccddeeff0011223344556677fedcba98765432100123456789abcdef"));
    String nonce = "1122334455667700ffeeddccbbaa9988";
    byte[] aad =
        HEX.parseHex(
            "0202020202020202010101010101010104040404040404040303030303030303ea0505050505050505");
    byte[] plaintext =
        HEX.parseHex(
            "1122334455667700ffeeddccbbaa998800112233445566778899aabbcceeff0a"
                + "112233445566778899aabbcceeff0a002233445566778899aabbcceeff0a0011aabbcc");

    // When
    byte[] sealed = GostAead.seal(key, HEX.parseHex(nonce), plaintext, aad);

    // Then
    assertThat(HEX.formatHex(sealed))
        .isEqualTo(
            nonce
                + "a9757b8147956e9055b8a33de89f42fc8075d2212bf9fd5bd3f7069aadc16b39"
                + "497ab15915a6ba85936b5d0ea9f6851cc60c14d4d3f883d0ab94420695c76deb2c7552"
                + "cf5d656f40c34f5c46e8bb0e29fcdb4c");
    assertThat(GostAead.open(key, sealed, aad)).isEqualTo(plaintext);
  }

  @Property(tries = 100)
  void whatIsSealedOpensAgain(@ForAll byte[] plaintext, @ForAll byte[] aad) {
    // When
    byte[] blob = GostAead.seal(KEY, plaintext, aad);

    // Then
    assertThat(blob).hasSize(16 + plaintext.length + 16);
    assertThat(blob[0]).isNotNegative();
    assertThat(GostAead.open(KEY, blob, aad)).isEqualTo(plaintext);
  }

  @Test
  void noTwoSealsShareANonce() {
    assertThat(
            IntStream.range(0, 500)
                .mapToObj(i -> GostAead.seal(KEY, PLAINTEXT, AAD))
                .map(blob -> HEX.formatHex(blob, 0, 16))
                .distinct())
        .hasSize(500);
  }

  @Test
  void everyFlippedBitAndTruncationIsNoticed() {
    // Given
    byte[] blob = GostAead.seal(KEY, PLAINTEXT, AAD);

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
    assertThatThrownBy(() -> GostAead.seal(SecretBytes.random(16), PLAINTEXT, AAD))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> GostAead.open(SecretBytes.random(16), new byte[40], AAD))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertRefused(SecretBytes key, byte[] blob, byte[] aad) {
    assertThatThrownBy(() -> GostAead.open(key, blob, aad))
        .isInstanceOf(AeadException.class)
        .hasMessageNotContaining("Anna");
  }
}
