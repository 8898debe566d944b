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

/**
 * What everything that seals under a key of 32 bytes must do: {@code nonce | ciphertext | tag(16)}.
 */
abstract class SealingContract {

  static final HexFormat HEX = HexFormat.of();
  static final byte[] AAD = "record-1|key-1".getBytes(UTF_8);
  static final byte[] PLAINTEXT = "{\"first_name\":\"Anna\"}".getBytes(UTF_8);

  private static final int TAG_LENGTH = 16;
  private static final int SEALS = 1_000;

  abstract byte[] seal(SecretBytes key, byte[] plaintext, byte[] aad);

  abstract byte[] open(SecretBytes key, byte[] sealed, byte[] aad);

  /** The nonce's length in bytes. */
  abstract int nonceLength();

  @Property(tries = 200)
  void whatIsSealedOpensAgain(@ForAll byte[] plaintext, @ForAll byte[] aad) {
    // Given
    SecretBytes key = countingKey();

    // When
    byte[] blob = seal(key, plaintext, aad);

    // Then
    assertThat(blob).hasSize(nonceLength() + plaintext.length + TAG_LENGTH);
    assertThat(open(key, blob, aad)).isEqualTo(plaintext);
  }

  @Test
  void anEmptyPlaintextIsSealedToo() {
    // When
    byte[] blob = seal(countingKey(), new byte[0], AAD);

    // Then
    assertThat(blob).hasSize(nonceLength() + TAG_LENGTH);
    assertThat(open(countingKey(), blob, AAD)).isEmpty();
    assertRefused(SecretBytes.random(32), blob, AAD);
    assertRefused(countingKey(), blob, new byte[0]);
  }

  @Test
  void noTwoSealsShareANonce() {
    assertThat(
            IntStream.range(0, SEALS)
                .mapToObj(i -> seal(countingKey(), PLAINTEXT, AAD))
                .map(blob -> HEX.formatHex(blob, 0, nonceLength()))
                .distinct())
        .hasSize(SEALS);
  }

  @Test
  void everyFlippedBitIsNoticed() {
    // Given
    byte[] blob = seal(countingKey(), PLAINTEXT, AAD);

    for (int bit = 0; bit < blob.length * 8; bit++) {
      byte[] forged = blob.clone();
      forged[bit / 8] ^= (byte) (1 << bit % 8);
      assertRefused(countingKey(), forged, AAD);
    }
    assertThat(open(countingKey(), blob, AAD)).isEqualTo(PLAINTEXT);
  }

  @Test
  void everyTruncationAndExtensionIsNoticed() {
    // Given
    byte[] blob = seal(countingKey(), PLAINTEXT, AAD);

    for (int length = 0; length < blob.length; length++) {
      assertRefused(countingKey(), Arrays.copyOf(blob, length), AAD);
    }
    assertRefused(countingKey(), Arrays.copyOf(blob, blob.length + 1), AAD);
  }

  @Test
  void anotherKeyOrOtherAssociatedDataDoesNotOpen() {
    // Given
    byte[] blob = seal(countingKey(), PLAINTEXT, AAD);

    assertRefused(SecretBytes.random(32), blob, AAD);
    assertRefused(countingKey(), blob, "record-2|key-1".getBytes(UTF_8));
    assertRefused(countingKey(), blob, new byte[0]);
  }

  @Test
  void aKeyOfAnotherLengthIsRefused() {
    // Given: AES-128 would work, silently weaker
    SecretBytes half = SecretBytes.random(16);

    assertThatThrownBy(() -> seal(half, PLAINTEXT, AAD))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> open(half, new byte[40], AAD))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aWipedKeySealsNothing() {
    // Given
    SecretBytes key = countingKey();
    key.close();

    // When
    assertThatThrownBy(() -> seal(key, PLAINTEXT, AAD))
        // Then
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void threadsDoNotDisturbEachOther() {
    assertThat(
            IntStream.range(0, 4_000)
                .parallel()
                .allMatch(
                    i -> {
                      SecretBytes key = SecretBytes.random(32);
                      byte[] text = Integer.toString(i).getBytes(UTF_8);
                      return Arrays.equals(text, open(key, seal(key, text, AAD), AAD));
                    }))
        .isTrue();
  }

  private void assertRefused(SecretBytes key, byte[] blob, byte[] aad) {
    assertThatThrownBy(() -> open(key, blob, aad))
        .isInstanceOf(AeadException.class)
        .hasMessageNotContaining("Anna");
  }

  static SecretBytes countingKey() {
    return key("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
  }

  static SecretBytes key(String hex) {
    return SecretBytes.copyOf(HEX.parseHex(hex));
  }
}
