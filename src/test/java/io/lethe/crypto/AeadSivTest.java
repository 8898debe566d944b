package io.lethe.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class AeadSivTest extends SealingContract {

  /** RFC 8452, appendix C.2 and C.3. */
  @ParameterizedTest
  @CsvFileSource(resources = "/vectors/aes-256-gcm-siv.csv")
  void sealsThePublishedVectors(
      String key, String nonce, String aad, String plaintext, String result) {
    // Given
    SecretBytes secret = key(key);

    // When
    byte[] sealed =
        AeadSiv.seal(secret, HEX.parseHex(nonce), HEX.parseHex(plaintext), HEX.parseHex(aad));

    // Then
    assertThat(HEX.formatHex(sealed)).isEqualTo(nonce + result);
    assertThat(HEX.formatHex(AeadSiv.open(secret, sealed, HEX.parseHex(aad)))).isEqualTo(plaintext);
  }

  @Override
  byte[] seal(SecretBytes key, byte[] plaintext, byte[] aad) {
    return AeadSiv.seal(key, plaintext, aad);
  }

  @Override
  byte[] open(SecretBytes key, byte[] sealed, byte[] aad) {
    return AeadSiv.open(key, sealed, aad);
  }

  @Override
  int nonceLength() {
    return 12;
  }
}
