package io.lethe.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ed25519Test {

  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] MESSAGE = {1, 2, 3};

  /** RFC 8032, section 7.1: TEST 1, 2, 3 and SHA(abc). */
  @ParameterizedTest
  @CsvSource({
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
        + " d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a, '',"
        + " e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
        + "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
        + " 3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c, 72,"
        + " 92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
        + " fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025, af82,"
        + " 6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42,"
        + " ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf,"
        + " ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f,"
        + " dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
        + "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
  })
  void signsThePublishedVectors(
      String privateKey, String publicKey, String message, String signature) {
    // Given
    SecretBytes key = SecretBytes.copyOf(HEX.parseHex(privateKey));
    byte[] bytes = HEX.parseHex(message);

    // When
    byte[] signed = Ed25519.sign(key, bytes);

    // Then
    assertThat(HEX.formatHex(signed)).isEqualTo(signature);
    assertThat(HEX.formatHex(Ed25519.publicKey(key))).isEqualTo(publicKey);
    assertThat(Ed25519.verify(HEX.parseHex(publicKey), bytes, signed)).isTrue();
  }

  @Test
  void everyFlippedBitIsNoticed() {
    // Given
    SecretBytes key = Ed25519.generate();
    byte[] publicKey = Ed25519.publicKey(key);
    byte[] signature = Ed25519.sign(key, MESSAGE);

    for (int bit = 0; bit < signature.length * 8; bit++) {
      byte[] forged = signature.clone();
      forged[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(Ed25519.verify(publicKey, MESSAGE, forged)).isFalse();
    }
    assertThat(Ed25519.verify(publicKey, new byte[] {1, 2, 4}, signature)).isFalse();
    assertThat(Ed25519.verify(Ed25519.publicKey(Ed25519.generate()), MESSAGE, signature)).isFalse();
    assertThat(Ed25519.verify(publicKey, MESSAGE, signature)).isTrue();
  }

  @Test
  void malformedInputIsNoSignature() {
    // Given
    SecretBytes key = Ed25519.generate();
    byte[] publicKey = Ed25519.publicKey(key);
    byte[] signature = Ed25519.sign(key, MESSAGE);

    assertThat(Ed25519.verify(publicKey, MESSAGE, Arrays.copyOf(signature, 63))).isFalse();
    assertThat(Ed25519.verify(publicKey, MESSAGE, Arrays.copyOf(signature, 65))).isFalse();
    assertThat(Ed25519.verify(Arrays.copyOf(publicKey, 31), MESSAGE, signature)).isFalse();
    assertThat(Ed25519.verify(new byte[32], MESSAGE, signature)).isFalse();
    assertThatThrownBy(() -> Ed25519.sign(SecretBytes.random(31), MESSAGE))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
