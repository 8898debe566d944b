package io.lethe.crypto;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/**
 * Encrypts a text to another of the same {@link FormatLayout}, reversibly with the key alone.
 *
 * <p>When all symbols are of one class they are encrypted by FF1 over its alphabet under the
 * caller's tweak, literals left out: digits alone are plain FF1 of radix 10. A mixture is ranked
 * among the {@code N} texts of its layout; the rank is encrypted by FF1 over the {@code k} bits
 * that {@code N - 1} needs, again and again until the result is below {@code N} (cycle walking,
 * fewer than two times on average). The tweak is then {@code tweak | classes, a byte each | their
 * number (4 bytes)}, so that two mixtures have nothing in common.
 *
 * <p><b>Guarantee</b>: for a key and a tweak it is a permutation of the texts of each layout.
 *
 * <p><b>Warning</b>: literals stay readable. What {@link Ff1} warns of is true here; besides, the
 * number of walks, and so the time, depends on the value.
 *
 * <p><b>Thread safety</b>: safe from any thread.
 *
 * <p><b>Errors</b>: IllegalArgumentException for a layout with fewer than 1,000,000 texts or more
 * than 128 symbols, without repeating the text; IllegalStateException after {@link #close}.
 *
 * <p><b>Source</b>: NIST SP 800-38G; J. Black and P. Rogaway, Ciphers with Arbitrary Finite Domains
 * (CT-RSA 2002), section 3 (cycle walking).
 */
public final class LayoutCipher implements AutoCloseable {

  private final Ff1Rounds rounds;
  private final Map<Alphabet, Ff1> single;

  /**
   * @throws IllegalArgumentException when the key has not 32 bytes
   */
  public LayoutCipher(SecretBytes key) {
    this.rounds = new Ff1Rounds(Ff1.keyOf256Bits(key));
    this.single =
        Map.of(
            Alphabet.DIGITS, new Ff1(rounds, Alphabet.DIGITS),
            Alphabet.LATIN_UPPER, new Ff1(rounds, Alphabet.LATIN_UPPER),
            Alphabet.LATIN_LOWER, new Ff1(rounds, Alphabet.LATIN_LOWER),
            Alphabet.CYRILLIC_UPPER, new Ff1(rounds, Alphabet.CYRILLIC_UPPER),
            Alphabet.CYRILLIC_LOWER, new Ff1(rounds, Alphabet.CYRILLIC_LOWER));
  }

  /**
   * The ciphertext, of the text's layout.
   *
   * @param tweak not secret, of any length in bytes; needed again to decrypt
   */
  public String encrypt(String plaintext, byte[] tweak) {
    return apply(plaintext, tweak, true);
  }

  /** The text whose ciphertext under this tweak this is. */
  public String decrypt(String ciphertext, byte[] tweak) {
    return apply(ciphertext, tweak, false);
  }

  private String apply(String text, byte[] tweak, boolean forward) {
    FormatLayout layout = FormatLayout.of(text);
    if (!layout.encryptable()) {
      throw new IllegalArgumentException(
          "a text's letters and digits have "
              + Ff1.MIN_TEXTS
              + " possible values at least, and are "
              + Ff1.MAX_LENGTH
              + " at most");
    }
    int[] numerals = layout.read(text);
    Optional<Alphabet> alphabet = layout.single();
    if (alphabet.isPresent()) {
      single.get(alphabet.get()).permute(numerals, tweak, forward);
      return layout.write(numerals);
    }
    byte[] bound = bound(tweak, layout.pattern());
    BigInteger rank = walk(layout.rank(numerals), layout.size(), bound, forward);
    return layout.write(layout.unrank(rank));
  }

  private static byte[] bound(byte[] tweak, byte[] pattern) {
    return ByteBuffer.allocate(tweak.length + pattern.length + Integer.BYTES)
        .put(tweak)
        .put(pattern)
        .putInt(pattern.length)
        .array();
  }

  private BigInteger walk(BigInteger rank, BigInteger size, byte[] tweak, boolean forward) {
    Ff1Shape shape = Ff1Shape.of(2, size.subtract(BigInteger.ONE).bitLength());
    BigInteger at = rank;
    do {
      at = step(shape, at, tweak, forward);
    } while (at.compareTo(size) >= 0);
    return at;
  }

  private BigInteger step(Ff1Shape shape, BigInteger number, byte[] tweak, boolean forward) {
    BigInteger left = number.shiftRight(shape.right());
    BigInteger right = number.mod(shape.rightModulus());
    if (shape.small()) {
      long[] halves = {left.longValue(), right.longValue()};
      rounds.run(shape, tweak, halves, forward);
      return BigInteger.valueOf(halves[0] << shape.right() | halves[1]);
    }
    BigInteger[] halves = {left, right};
    rounds.run(shape, tweak, halves, forward);
    return halves[0].shiftLeft(shape.right()).or(halves[1]);
  }

  /** Wipes the key; calls under way finish, later ones are refused. */
  @Override
  public void close() {
    rounds.close();
  }

  @Override
  public String toString() {
    return "LayoutCipher";
  }
}
