package io.lethe.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.Beside;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.crypto.fpe.FPEFF1Engine;
import org.bouncycastle.crypto.params.FPEParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ff1Test {

  private static final HexFormat HEX = HexFormat.of();
  private static final String KEY_HEX =
      "2b7e151628aed2a6abf7158809cf4f3cef4359d8d580aa4f7f036d6f04fc6a94";
  private static final Alphabet RADIX_36 = Alphabet.of("0123456789abcdefghijklmnopqrstuvwxyz");
  private static final byte[] TWEAK = "sens/licence_key".getBytes(US_ASCII);

  /** NIST's examples with intermediate values for SP 800-38G, FF1 samples 1 to 9. */
  @ParameterizedTest
  @CsvSource({
    "128, '', 0123456789, 2433477484",
    "128, 39383736353433323130, 0123456789, 6124200773",
    "128, 3737373770717273373737, 0123456789abcdefghi, a9tv40mll9kdu509eum",
    "192, '', 0123456789, 2830668132",
    "192, 39383736353433323130, 0123456789, 2496655549",
    "192, 3737373770717273373737, 0123456789abcdefghi, xbj3kv35jrawxv32ysr",
    "256, '', 0123456789, 6657667009",
    "256, 39383736353433323130, 0123456789, 1001623463",
    "256, 3737373770717273373737, 0123456789abcdefghi, xs8a0azh2avyalyzuwd",
  })
  void encryptsNistsSamples(int bits, String tweak, String plaintext, String ciphertext) {
    // Given
    Alphabet alphabet = plaintext.length() == 10 ? Alphabet.DIGITS : RADIX_36;
    SecretBytes key = SecretBytes.copyOf(HEX.parseHex(KEY_HEX.substring(0, bits / 4)));
    Ff1 ff1 = new Ff1(new Ff1Rounds(key), alphabet);

    // When
    String encrypted = ff1.encrypt(plaintext, HEX.parseHex(tweak));

    // Then
    assertThat(encrypted).isEqualTo(ciphertext);
    assertThat(ff1.decrypt(encrypted, HEX.parseHex(tweak))).isEqualTo(plaintext);
  }

  /** Golden, made by another implementation, where BouncyCastle 1.87 has a half of 30 bytes. */
  @Test
  void lengthOfAHalfIsExact() {
    // Given: halves of 58 numerals, 232 bits, exactly 29 bytes
    String plaintext = "0123456789abcdef".repeat(8).substring(0, 116);

    // When
    String encrypted = ff1(Alphabet.of("0123456789abcdef")).encrypt(plaintext, TWEAK);

    // Then
    assertThat(encrypted)
        .isEqualTo(
            "66f0e1db79103590d726643320ec60a0b24edbef8573dd3f24dc773a8a"
                + "e1697cdd6ddf858b0b3a5c5425943e7d54c1fb9ae650b9b9e4baf8c33e");
  }

  /** Golden, made by another implementation, where BouncyCastle 1.87 writes the radix as 0. */
  @Test
  void largestRadixIsWrittenWhole() {
    // Given
    int[] numerals = {1, 2, 3};

    // When
    ff1(alphabet(65_536)).permute(numerals, TWEAK, true);

    // Then
    assertThat(numerals).containsExactly(21407, 45901, 38405);
  }

  /**
   * BouncyCastle is right for these radixes, 16 at two lengths excepted; the tweak's length moves
   * where Q is cut.
   */
  @Property(tries = 500)
  void agreesWithBouncyCastle(
      @ForAll @IntRange(min = 17, max = 200) int radix,
      @ForAll @IntRange(min = 6, max = 128) int length,
      @ForAll @IntRange(max = 50) int tweakLength,
      @ForAll long seed) {
    // Given
    Random random = new Random(seed);
    byte[] tweak = new byte[tweakLength];
    random.nextBytes(tweak);
    int[] numerals = random.ints(length, 0, radix).toArray();
    byte[] bytes = new byte[length];
    IntStream.range(0, length).forEach(i -> bytes[i] = (byte) numerals[i]);
    FPEFF1Engine engine = new FPEFF1Engine();
    engine.init(true, new FPEParameters(new KeyParameter(HEX.parseHex(KEY_HEX)), radix, tweak));
    byte[] expected = new byte[length];
    engine.processBlock(bytes, 0, length, expected, 0);

    // When
    int[] encrypted = numerals.clone();
    ff1(alphabet(radix)).permute(encrypted, tweak, true);

    // Then
    assertThat(encrypted)
        .isEqualTo(IntStream.range(0, length).map(i -> expected[i] & 0xFF).toArray());
  }

  @Property(tries = 500)
  void decryptingUndoesEncrypting(
      @ForAll @IntRange(min = 2, max = 65_536) int radix,
      @ForAll @IntRange(max = 107) int more,
      @ForAll byte[] tweak,
      @ForAll long seed) {
    // Given
    Alphabet alphabet = alphabet(radix);
    Ff1 ff1 = ff1(alphabet);
    String plaintext = text(alphabet, Ff1.minLength(radix) + more, new Random(seed));

    // When
    String encrypted = ff1.encrypt(plaintext, tweak);

    // Then
    assertThat(ff1.decrypt(encrypted, tweak)).isEqualTo(plaintext);
    assertThat(ff1.encrypt(plaintext, tweak)).isEqualTo(encrypted);
    assertThat(encrypted.codePoints().count()).isEqualTo(plaintext.codePoints().count());
    assertThat(encrypted.codePoints().allMatch(p -> alphabet.indexOf(p) >= 0)).isTrue();
  }

  @Property(tries = 200)
  void anotherTweakGivesAnotherText(@ForAll long seed) {
    // Given: 33^20 texts, so that two do not meet by chance
    Ff1 ff1 = ff1(Alphabet.CYRILLIC_LOWER);
    String plaintext = text(Alphabet.CYRILLIC_LOWER, 20, new Random(seed));

    // When
    String encrypted = ff1.encrypt(plaintext, TWEAK);

    // Then
    assertThat(ff1.encrypt(plaintext, new byte[0])).isNotEqualTo(encrypted);
    assertThat(ff1.encrypt(plaintext, Arrays.copyOf(TWEAK, TWEAK.length + 1)))
        .isNotEqualTo(encrypted);
  }

  @Test
  void sixDigitsAreAPermutation() {
    // Given
    Ff1 ff1 = ff1(Alphabet.DIGITS);

    // When
    long distinct =
        IntStream.range(0, 1_000_000)
            .parallel()
            .map(i -> Integer.parseInt(ff1.encrypt(String.format("%06d", i), TWEAK)))
            .distinct()
            .count();

    // Then
    assertThat(distinct).isEqualTo(1_000_000);
  }

  /** SP 800-38G Rev. 1 (draft): at least a million texts. */
  @ParameterizedTest
  @CsvSource({"2, 20", "10, 6", "26, 5", "33, 4", "36, 4", "999, 3", "1000, 2", "65536, 2"})
  void theShortestTextHasAMillionOfItsLength(int radix, int expected) {
    // When
    int length = Ff1.minLength(radix);

    // Then
    assertThat(length).isEqualTo(expected);
    Alphabet alphabet = alphabet(radix);
    Ff1 ff1 = ff1(alphabet);
    assertRefused(() -> ff1.encrypt(text(alphabet, length - 1, new Random(1)), TWEAK));
    assertThat(ff1.encrypt(text(alphabet, length, new Random(1)), TWEAK)).isNotEmpty();
  }

  @Test
  void textsOutOfRangeAreRefusedWithoutRepeatingThem() {
    // Given
    Ff1 ff1 = ff1(Alphabet.DIGITS);

    assertThat(ff1.encrypt("4510".repeat(32), TWEAK)).hasSize(128);
    for (String text :
        new String[] {
          "", "45101", "4510".repeat(32) + "1", "4510".repeat(99), "451 000", "451٠00"
        }) {
      assertRefused(() -> ff1.encrypt(text, TWEAK));
      assertRefused(() -> ff1.decrypt(text, TWEAK));
    }
  }

  @Test
  void aKeyOfAnotherLengthIsRefused() {
    assertThatThrownBy(() -> new Ff1(SecretBytes.random(16), Alphabet.DIGITS))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aClosedOneEncryptsNothingInAnyThread() throws Exception {
    // Given: this thread has its cipher already, another has none
    Ff1 ff1 = ff1(Alphabet.DIGITS);
    ff1.encrypt("123456", TWEAK);

    // When
    ff1.close();
    ff1.close();

    // Then
    assertThatThrownBy(() -> ff1.encrypt("123456", TWEAK))
        .isInstanceOf(IllegalStateException.class);
    assertThat(Beside.call(() -> ff1.encrypt("123456", TWEAK)))
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableThat()
        .withCauseInstanceOf(IllegalStateException.class);
    assertThat(ff1).hasToString("Ff1[Alphabet[radix=10]]");
  }

  @Test
  void threadsDoNotDisturbEachOther() {
    // Given
    Ff1 ff1 = ff1(Alphabet.DIGITS);

    assertThat(
            IntStream.range(1_000_000, 1_020_000)
                .parallel()
                .mapToObj(Integer::toString)
                .allMatch(text -> ff1.decrypt(ff1.encrypt(text, TWEAK), TWEAK).equals(text)))
        .isTrue();
  }

  private static void assertRefused(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("451")
        .hasNoCause();
  }

  private static Ff1 ff1(Alphabet alphabet) {
    return new Ff1(SecretBytes.copyOf(HEX.parseHex(KEY_HEX)), alphabet);
  }

  /** Code points from U+10000 on: each takes two chars. */
  private static Alphabet alphabet(int radix) {
    return Alphabet.of(
        IntStream.range(0x10000, 0x10000 + radix)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString());
  }

  private static String text(Alphabet alphabet, int length, Random random) {
    return random
        .ints(length, 0, alphabet.radix())
        .map(alphabet::symbol)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
