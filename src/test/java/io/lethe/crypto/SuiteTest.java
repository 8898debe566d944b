package io.lethe.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.bouncycastle.crypto.digests.GOST3411_2012_256Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SuiteTest {

  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] INPUT = TokenInput.of("suite", "subject", "sens", "", "text", "u-1");

  /** RFC 6986, section 10.1.2: the message and, as bytes and not as a number, its digest. */
  @Test
  void streebogDigestsThePublishedMessage() {
    // Given
    byte[] message = ("0123456789".repeat(6) + "012").getBytes(US_ASCII);
    GOST3411_2012_256Digest digest = new GOST3411_2012_256Digest();
    digest.update(message, 0, message.length);
    byte[] result = new byte[32];

    // When
    digest.doFinal(result, 0);

    // Then
    assertThat(HEX.formatHex(result))
        .isEqualTo("9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500");
  }

  /** RFC 7836, appendix B, HMAC_GOSTR3411_2012_256. */
  @Test
  void streebogHmacComputesThePublishedVector() {
    // Given
    Prf prf =
        Suite.GOST.prf(key("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"));

    // When
    byte[] mac = prf.compute(HEX.parseHex("0126bdb87800af214341456563780100"));

    // Then
    assertThat(HEX.formatHex(mac))
        .isEqualTo("a1aa5f7de402d7b3d323f2991c8d4534013137010a83754fd0af6d7cd4922ed9");
  }

  /** RFC 7801, sections 5.5 and 5.6. */
  @Test
  void kuznyechikEncryptsThePublishedBlock() {
    // Given
    BlockPermutation permutation =
        Suite.GOST.permutation(
            key("8899aabbccddeeff0011223344556677fedcba98765432100123456789abcdef"));
    byte[] block = HEX.parseHex("1122334455667700ffeeddccbbaa9988");

    // When
    byte[] encrypted = permutation.encrypt(block);

    // Then
    assertThat(HEX.formatHex(encrypted)).isEqualTo("7f679d90bebc24305a468d42b9d4edcd");
    assertThat(permutation.decrypt(encrypted)).isEqualTo(block);
  }

  /** Stored tokens and token inputs depend on it. */
  @Test
  void textsAreFixed() {
    assertThat(Suite.HMAC_SHA256_AES256.text()).isEqualTo("hmac-sha256/aes-256");
    assertThat(Suite.GOST.text()).isEqualTo("hmac-streebog-256/kuznyechik");
  }

  @ParameterizedTest
  @EnumSource
  void tokensMoveFromVersionToVersion(Suite suite) {
    // Given
    TwoLayerPrf before = tokens(suite, 1);
    TwoLayerPrf after = tokens(suite, 2);
    VersionedToken old = before.active(before.seed(INPUT));

    // When
    VersionedToken upgraded = after.upgrade(old);

    // Then
    assertThat(upgraded).isEqualTo(after.active(after.seed(INPUT)));
    assertThat(after.live(after.seed(INPUT))).containsExactly(old, upgraded);
  }

  @ParameterizedTest
  @EnumSource
  void threadsDoNotDisturbEachOther(Suite suite) {
    // Given
    TwoLayerPrf tokens = tokens(suite, 2);
    byte[][] inputs =
        IntStream.range(0, 1_000)
            .mapToObj(i -> Integer.toString(i).getBytes(US_ASCII))
            .toArray(byte[][]::new);
    VersionedToken[] expected =
        Arrays.stream(inputs)
            .map(input -> tokens.active(tokens.seed(input)))
            .toArray(VersionedToken[]::new);

    // When
    boolean same =
        IntStream.range(0, 1_000)
            .parallel()
            .allMatch(i -> tokens.active(tokens.seed(inputs[i])).equals(expected[i]));

    // Then
    assertThat(same).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void closedTokensComputeNothing(Suite suite) {
    // Given
    TwoLayerPrf tokens = tokens(suite, 2);
    TwoLayerPrf.Seed seed = tokens.seed(INPUT);
    VersionedToken token = tokens.active(seed);

    // When
    tokens.close();
    tokens.close();

    // Then
    assertThatThrownBy(() -> tokens.seed(INPUT)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> tokens.active(seed)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> tokens.live(seed)).isInstanceOf(IllegalStateException.class);
    assertThat(tokens.upgrade(token)).as("nothing is computed").isEqualTo(token);
  }

  private static TwoLayerPrf tokens(Suite suite, int active) {
    TreeMap<Integer, BlockPermutation> live = new TreeMap<>();
    live.put(1, suite.permutation(key("11".repeat(32))));
    live.put(2, suite.permutation(key("22".repeat(32))));
    return new TwoLayerPrf(suite.prf(key("33".repeat(32))), live, active);
  }

  private static SecretBytes key(String hex) {
    return SecretBytes.copyOf(HEX.parseHex(hex));
  }
}
