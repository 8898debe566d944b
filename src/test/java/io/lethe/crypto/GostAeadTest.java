package io.lethe.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class GostAeadTest extends SealingContract {

  /** RFC 9058, appendix A, Kuznyechik, the first example. */
  @Test
  void sealsThePublishedVector() {
    // Given
    SecretBytes key = key("8899aabbccddeeff0011223344556677fedcba98765432100123456789abcdef");
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
  void firstBitOfTheNonceIs0(@ForAll byte[] plaintext, @ForAll byte[] aad) {
    assertThat(GostAead.seal(countingKey(), plaintext, aad)[0]).isNotNegative();
  }

  @Override
  byte[] seal(SecretBytes key, byte[] plaintext, byte[] aad) {
    return GostAead.seal(key, plaintext, aad);
  }

  @Override
  byte[] open(SecretBytes key, byte[] sealed, byte[] aad) {
    return GostAead.open(key, sealed, aad);
  }

  @Override
  int nonceLength() {
    return 16;
  }
}
