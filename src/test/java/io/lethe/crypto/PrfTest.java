package io.lethe.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PrfTest {

  private static final HexFormat HEX = HexFormat.of();

  /** RFC 4231, sections 4.2 to 4.4, 4.5, 4.7 and 4.8; a key or an input is hex, or hex*times. */
  @ParameterizedTest
  @CsvSource({
    "0b*20, 4869205468657265, b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
    "4a656665, 7768617420646f2079612077616e7420666f72206e6f7468696e673f,"
        + " 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    "aa*20, dd*50, 773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
    "0102030405060708090a0b0c0d0e0f10111213141516171819, cd*50,"
        + " 82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
    "aa*131, 54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048"
        + "617368204b6579204669727374,"
        + " 60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
    "aa*131, 5468697320697320612074657374207573696e672061206c6172676572207468616e20626c6f636b2d"
        + "73697a65206b657920616e642061206c6172676572207468616e20626c6f636b2d73697a65206461"
        + "74612e20546865206b6579206e6565647320746f20626520686173686564206265666f7265206265"
        + "696e6720757365642062792074686520484d414320616c676f726974686d2e,"
        + " 9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
  })
  void computesThePublishedVectors(String key, String input, String expected) {
    // Given
    Prf prf = new Prf(SecretBytes.copyOf(bytes(key)));

    // When
    byte[] mac = prf.compute(bytes(input));

    // Then
    assertThat(HEX.formatHex(mac)).isEqualTo(expected);
    assertThat(prf.compute(bytes(input))).as("reused").isEqualTo(mac);
  }

  @ParameterizedTest
  @EnumSource
  void aPrefixIsAPartOfTheInput(Suite suite) {
    // Given
    SecretBytes key = SecretBytes.copyOf(bytes("0b*20"));
    Prf whole = suite.prf(key);
    byte[] input = bytes("a0b1c2d3e4*50");

    // When
    boolean same =
        IntStream.rangeClosed(0, input.length)
            .allMatch(
                i ->
                    Arrays.equals(
                        suite
                            .prf(key, Arrays.copyOf(input, i))
                            .compute(Arrays.copyOfRange(input, i, input.length)),
                        whole.compute(input)));

    // Then
    assertThat(same).isTrue();
  }

  @Test
  void theKeyMayBeWipedAfterwards() {
    // Given
    SecretBytes key = SecretBytes.copyOf(bytes("4a656665"));
    Prf prf = new Prf(key);

    // When
    key.close();

    // Then
    assertThat(
            HEX.formatHex(
                prf.compute("what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII))))
        .startsWith("5bdcc146");
  }

  @Test
  void threadsDoNotDisturbEachOther() {
    // Given
    Prf prf = new Prf(SecretBytes.copyOf(bytes("0b*20")));
    byte[][] expected =
        IntStream.range(0, 4_000).mapToObj(i -> prf.compute(input(i))).toArray(byte[][]::new);

    // When
    boolean same =
        IntStream.range(0, 4_000)
            .parallel()
            .allMatch(i -> Arrays.equals(expected[i], prf.compute(input(i))));

    // Then
    assertThat(same).isTrue();
  }

  private static byte[] input(int i) {
    return Integer.toString(i).repeat(i % 40).getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] bytes(String text) {
    String[] parts = text.split("\\*");
    return HEX.parseHex(parts.length == 1 ? text : parts[0].repeat(Integer.parseInt(parts[1])));
  }
}
