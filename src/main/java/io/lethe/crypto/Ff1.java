package io.lethe.crypto;

import java.math.BigInteger;

/**
 * FF1: encrypts a text to another of the same alphabet and length, reversibly with the key alone.
 *
 * <p><b>Guarantee</b>: for a key and a tweak it is a permutation of the texts of each length.
 *
 * <p><b>Warning</b>: deterministic and without proof of origin: equal texts under one tweak have
 * equal ciphertexts, and any text of the alphabet decrypts to something. Small sets of texts are
 * searched by whoever may ask for encryptions; hence the minimum length, and hence a tweak should
 * say for what the text is.
 *
 * <p><b>Thread safety</b>: safe from any thread.
 *
 * <p><b>Errors</b>: IllegalArgumentException for a text that is too short or too long or has other
 * symbols, without repeating it; IllegalStateException after {@link #close}.
 *
 * <p><b>Source</b>: NIST SP 800-38G, FF1 with AES-256; the minimum of a million texts is of SP
 * 800-38G Rev. 1 (draft). Own code over the JDK's AES: BouncyCastle 1.87 writes the radix 65536 as
 * 0, takes the length of a half from a rounded logarithm, and expands the key for every tweak. The
 * tests compare both where both are right.
 */
public final class Ff1 implements AutoCloseable {

  /** The longest text in symbols; the cost grows with the square of the length. */
  public static final int MAX_LENGTH = 128;

  /** The fewest texts that a length must have. */
  public static final int MIN_TEXTS = 1_000_000;

  private final Alphabet alphabet;
  private final int minLength;
  private final Ff1Rounds rounds;
  private final Ff1Shape[] shapes = new Ff1Shape[MAX_LENGTH + 1];

  /**
   * @throws IllegalArgumentException when the key has not 32 bytes
   */
  public Ff1(SecretBytes key, Alphabet alphabet) {
    this(new Ff1Rounds(keyOf256Bits(key)), alphabet);
  }

  /** With rounds over any length of key, for the published samples. */
  Ff1(Ff1Rounds rounds, Alphabet alphabet) {
    this.rounds = rounds;
    this.alphabet = alphabet;
    this.minLength = minLength(alphabet.radix());
  }

  static SecretBytes keyOf256Bits(SecretBytes key) {
    if (key.length() != Aead.KEY_LENGTH) {
      throw new IllegalArgumentException("FF1 needs a key of 32 bytes");
    }
    return key;
  }

  /** The shortest text in symbols: {@code radix^length} is at least 1,000,000, and 2 at least. */
  public static int minLength(int radix) {
    if (radix < 2) {
      throw new IllegalArgumentException("a radix is at least 2");
    }
    int length = 1;
    for (long texts = radix; texts < MIN_TEXTS; texts *= radix) {
      length++;
    }
    return Math.max(2, length);
  }

  /**
   * The ciphertext, as long as the text.
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
    int[] numerals = numerals(text);
    permute(numerals, tweak, forward);
    StringBuilder result = new StringBuilder(text.length());
    for (int numeral : numerals) {
      result.appendCodePoint(alphabet.symbol(numeral));
    }
    return result.toString();
  }

  /** Replaces places in the alphabet, 0 to radix - 1. */
  void permute(int[] numerals, byte[] tweak, boolean forward) {
    if (numerals.length < minLength || numerals.length > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a text of this alphabet has " + minLength + " to " + MAX_LENGTH + " symbols");
    }
    Ff1Shape shape = shape(numerals.length);
    int middle = shape.left();
    int radix = shape.radix();
    if (shape.small()) {
      long[] halves = {
        Numerals.smallNumber(numerals, 0, middle, radix),
        Numerals.smallNumber(numerals, middle, numerals.length, radix)
      };
      rounds.run(shape, tweak, halves, forward);
      Numerals.write(halves[0], numerals, 0, middle, radix);
      Numerals.write(halves[1], numerals, middle, numerals.length, radix);
    } else {
      BigInteger[] halves = {
        Numerals.number(numerals, 0, middle, radix),
        Numerals.number(numerals, middle, numerals.length, radix)
      };
      rounds.run(shape, tweak, halves, forward);
      Numerals.write(halves[0], numerals, 0, middle, radix);
      Numerals.write(halves[1], numerals, middle, numerals.length, radix);
    }
  }

  private Ff1Shape shape(int length) {
    Ff1Shape shape = shapes[length];
    if (shape == null) {
      // Two threads may make the same one: it is immutable, and either will do.
      shape = Ff1Shape.of(alphabet.radix(), length);
      shapes[length] = shape;
    }
    return shape;
  }

  private int[] numerals(String text) {
    // A longer text is refused before it is read: it may be of any length.
    if (text.length() > 2 * MAX_LENGTH) {
      throw new IllegalArgumentException("a text has at most " + MAX_LENGTH + " symbols");
    }
    int[] numerals = text.codePoints().map(alphabet::indexOf).toArray();
    for (int numeral : numerals) {
      if (numeral < 0) {
        throw new IllegalArgumentException("a text has a symbol that is not of its alphabet");
      }
    }
    return numerals;
  }

  /** Wipes the key; calls under way finish, later ones are refused. */
  @Override
  public void close() {
    rounds.close();
  }

  @Override
  public String toString() {
    return "Ff1[" + alphabet + "]";
  }
}
