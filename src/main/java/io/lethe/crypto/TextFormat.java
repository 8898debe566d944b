package io.lethe.crypto;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * Which texts may be encrypted so that they keep their form, and what of them is kept.
 *
 * <p>Of a text with a layout, letters and digits change within their class, and spaces and
 * punctuation stay; its alphabet, if there is one, says which letters and digits it may have. Of
 * any other text each symbol becomes one of the alphabet.
 *
 * <p><b>Thread safety</b>: immutable, safe from any thread.
 */
public final class TextFormat {

  private static final String PROBLEM_SYMBOL = "has a character that its form does not allow";
  private static final String PROBLEM_LENGTH =
      "has too few or too many letters and digits to be encrypted in its form";
  private static final int LETTERS = 26;

  private final Optional<String> symbols;
  private final Optional<Alphabet> alphabet;
  private final boolean layout;
  private final int maxLength;

  private TextFormat(Optional<String> symbols, boolean layout, int maxLength) {
    if (maxLength < 1 || maxLength > Ff1.MAX_LENGTH) {
      throw new IllegalArgumentException("a text has 1 to " + Ff1.MAX_LENGTH + " symbols");
    }
    this.symbols = symbols;
    this.alphabet = symbols.map(Alphabet::of);
    this.layout = layout;
    this.maxLength = maxLength;
  }

  /**
   * Texts that keep their layout.
   *
   * @param symbols the letters and digits that they may have; none for all of {@link FormatLayout}
   * @param maxLength in letters and digits, 1 to 128
   */
  public static TextFormat layout(Optional<String> symbols, int maxLength) {
    return new TextFormat(symbols, true, maxLength);
  }

  /**
   * Texts of an alphabet alone.
   *
   * @param symbols its code points, in its order
   * @param maxLength in symbols, 1 to 128
   */
  public static TextFormat alphabet(String symbols, int maxLength) {
    return new TextFormat(Optional.of(symbols), false, maxLength);
  }

  /** Whether some text of this format has the million possible values that FF1 needs. */
  public boolean encryptable() {
    int radix = alphabet.map(Alphabet::radix).orElse(Alphabet.CYRILLIC_LOWER.radix());
    if (layout) {
      // A position has one class; of the digits, or of the letters of one case.
      boolean digits = alphabet.filter(this::digitsAlone).isPresent();
      boolean latin = alphabet.filter(of -> of.indexOf('\u0430') < 0).isPresent();
      int letters = latin ? LETTERS : Alphabet.CYRILLIC_LOWER.radix();
      radix = digits ? Alphabet.DIGITS.radix() : letters;
    }
    return BigInteger.valueOf(radix).pow(maxLength).compareTo(BigInteger.valueOf(Ff1.MIN_TEXTS))
        >= 0;
  }

  private boolean digitsAlone(Alphabet of) {
    return of.radix() == Alphabet.DIGITS.radix() && of.indexOf('0') >= 0;
  }

  /** What keeps a text from being encrypted, if anything; never repeats it. */
  public Optional<String> problem(String text) {
    // Before it is read: a text may be of any length.
    if (text.length() > 4 * Ff1.MAX_LENGTH) {
      return Optional.of(PROBLEM_LENGTH);
    }
    return layout ? layoutProblem(text) : alphabetProblem(text);
  }

  private Optional<String> alphabetProblem(String text) {
    Alphabet of = alphabet.orElseThrow();
    if (text.codePoints().anyMatch(point -> of.indexOf(point) < 0)) {
      return Optional.of(PROBLEM_SYMBOL);
    }
    int length = text.codePointCount(0, text.length());
    return length < Ff1.minLength(of.radix()) || length > maxLength
        ? Optional.of(PROBLEM_LENGTH)
        : Optional.empty();
  }

  private Optional<String> layoutProblem(String text) {
    FormatLayout of = FormatLayout.of(text);
    if (of.leavesLettersClear() || !text.codePoints().allMatch(this::allowed)) {
      return Optional.of(PROBLEM_SYMBOL);
    }
    return of.length() > maxLength || !of.encryptable()
        ? Optional.of(PROBLEM_LENGTH)
        : Optional.empty();
  }

  /** What stays readable says little: spaces and punctuation, no marks and no pictures. */
  private boolean allowed(int point) {
    if (Character.isLetterOrDigit(point)) {
      return alphabet.map(of -> of.indexOf(point) >= 0).orElse(true);
    }
    return point >= ' ' && point < 0x7F
        || Character.isSpaceChar(point)
        || switch (Character.getType(point)) {
          case Character.DASH_PUNCTUATION,
              Character.START_PUNCTUATION,
              Character.END_PUNCTUATION,
              Character.INITIAL_QUOTE_PUNCTUATION,
              Character.FINAL_QUOTE_PUNCTUATION,
              Character.OTHER_PUNCTUATION ->
              true;
          default -> false;
        };
  }

  /** The cipher of this format under a key of 32 bytes. */
  public FormatCipher cipher(SecretBytes key) {
    return layout
        ? new FormatCipher(this, new LayoutCipher(key))
        : new FormatCipher(this, new Ff1(key, alphabet.orElseThrow()));
  }

  /** What a tweak says of the format: texts of two alphabets have nothing in common. */
  public String name() {
    return layout ? "layout" : "alphabet:" + symbols.orElseThrow();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TextFormat that
        && symbols.equals(that.symbols)
        && layout == that.layout
        && maxLength == that.maxLength;
  }

  @Override
  public int hashCode() {
    return Objects.hash(symbols, layout, maxLength);
  }

  @Override
  public String toString() {
    return "TextFormat" + Arrays.asList(symbols.orElse("all"), layout, maxLength);
  }
}
