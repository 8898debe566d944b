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

class AeadTest {

  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] AAD = "record-1|key-1".getBytes(UTF_8);
  private static final byte[] PLAINTEXT = "{\"first_name\":\"Anna\"}".getBytes(UTF_8);

  /** The Galois/Counter Mode of Operation (McGrew, Viega), appendix B, test case 16. */
  @Test
  void opensTheSpecificationsAes256TestCase() {
    // Given
    SecretBytes key = key("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
    String nonce = "cafebabefacedbaddecaf888";
    String ciphertext =
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
            + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662";
    String tag = "76fc6ece0f4e1768cddf8853bb2d551b";
    byte[] aad = HEX.parseHex("feedfacedeadbeeffeedfacedeadbeefabaddad2");

    // When
    byte[] plaintext = Aead.open(key, HEX.parseHex(nonce + ciphertext + tag), aad);

    // Then
    assertThat(HEX.formatHex(plaintext))
        .isEqualTo(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
  }

  /** Golden: nonce(12) | ciphertext | tag(16), made by another implementation. */
  @Test
  void storedLayoutIsPinned() {
    // Given
    byte[] stored =
        HEX.parseHex(
            "000102030405060708090a0b"
                + "3c20b072b796b644e320faee93d35a2cedb8e6168d"
                + "49a28fa387849b213ab2393567605e12");

    // When
    byte[] plaintext = Aead.open(countingKey(), stored, AAD);

    // Then
    assertThat(plaintext).isEqualTo(PLAINTEXT);
  }

  @Property(tries = 200)
  void whatIsSealedOpensAgain(@ForAll byte[] plaintext, @ForAll byte[] aad) {
    // Given
    SecretBytes key = countingKey();

    // When
    byte[] blob = Aead.seal(key, plaintext, aad);

    // Then
    assertThat(blob).hasSize(12 + plaintext.length + 16);
    assertThat(Aead.open(key, blob, aad)).isEqualTo(plaintext);
  }

  @Test
  void noTwoSealsShareANonce() {
    assertThat(
            IntStream.range(0, 1_000)
                .mapToObj(i -> Aead.seal(countingKey(), PLAINTEXT, AAD))
                .map(blob -> HEX.formatHex(blob, 0, 12))
                .distinct())
        .hasSize(1_000);
  }

  @Test
  void everyFlippedBitIsNoticed() {
    // Given
    byte[] blob = Aead.seal(countingKey(), PLAINTEXT, AAD);

    for (int bit = 0; bit < blob.length * 8; bit++) {
      byte[] forged = blob.clone();
      forged[bit / 8] ^= (byte) (1 << bit % 8);
      assertRefused(countingKey(), forged, AAD);
    }
    assertThat(Aead.open(countingKey(), blob, AAD)).isEqualTo(PLAINTEXT);
  }

  @Test
  void everyTruncationAndExtensionIsNoticed() {
    // Given
    byte[] blob = Aead.seal(countingKey(), PLAINTEXT, AAD);

    for (int length = 0; length < blob.length; length++) {
      assertRefused(countingKey(), Arrays.copyOf(blob, length), AAD);
    }
    assertRefused(countingKey(), Arrays.copyOf(blob, blob.length + 1), AAD);
  }

  @Test
  void anotherKeyOrOtherAssociatedDataDoesNotOpen() {
    // Given
    byte[] blob = Aead.seal(countingKey(), PLAINTEXT, AAD);

    assertRefused(SecretBytes.random(32), blob, AAD);
    assertRefused(countingKey(), blob, "record-2|key-1".getBytes(UTF_8));
    assertRefused(countingKey(), blob, new byte[0]);
  }

  @Test
  void aKeyOfAnotherLengthIsRefused() {
    // Given: AES-128 would work, silently weaker
    SecretBytes half = SecretBytes.random(16);

    assertThatThrownBy(() -> Aead.seal(half, PLAINTEXT, AAD))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Aead.open(half, new byte[40], AAD))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aWipedKeySealsNothing() {
    // Given
    SecretBytes key = countingKey();
    key.close();

    // When
    assertThatThrownBy(() -> Aead.seal(key, PLAINTEXT, AAD))
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
                      return Arrays.equals(text, Aead.open(key, Aead.seal(key, text, AAD), AAD));
                    }))
        .isTrue();
  }

  private static void assertRefused(SecretBytes key, byte[] blob, byte[] aad) {
    assertThatThrownBy(() -> Aead.open(key, blob, aad))
        .isInstanceOf(AeadException.class)
        .hasMessageNotContaining("Anna");
  }

  private static SecretBytes countingKey() {
    return key("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
  }

  private static SecretBytes key(String hex) {
    return SecretBytes.copyOf(HEX.parseHex(hex));
  }
}
