package io.lethe.crypto;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a text looks like: at each position a class of symbols, or a literal that is kept.
 *
 * <p>The classes are the digits, Latin capital and small letters, and Russian capital and small
 * letters with Ё and ё; every other code point is a literal. {@code AB-12 345} has two Latin
 * capitals, five digits, and two literals.
 *
 * <p><b>Warning</b>: literals are kept in clear, letters of other alphabets among them; see {@link
 * #leavesLettersClear}.
 *
 * <p><b>Thread safety</b>: immutable, safe from any thread.
 */
public final class FormatLayout {

  private static final List<Alphabet> CLASSES =
      List.of(
          Alphabet.DIGITS,
          Alphabet.LATIN_UPPER,
          Alphabet.LATIN_LOWER,
          Alphabet.CYRILLIC_UPPER,
          Alphabet.CYRILLIC_LOWER);
  private static final int SYMBOL = -1;

  /** A literal's code point, or {@link #SYMBOL}. */
  private final int[] positions;

  /** The class of each symbol, as a place in {@link #CLASSES}. */
  private final byte[] classes;

  private FormatLayout(int[] positions, byte[] classes) {
    this.positions = positions;
    this.classes = classes;
  }

  /** The layout of a text. */
  public static FormatLayout of(String text) {
    int[] positions = text.codePoints().toArray();
    byte[] classes = new byte[positions.length];
    int symbols = 0;
    for (int i = 0; i < positions.length; i++) {
      int of = classOf(positions[i]);
      if (of >= 0) {
        positions[i] = SYMBOL;
        classes[symbols++] = (byte) of;
      }
    }
    return new FormatLayout(positions, Arrays.copyOf(classes, symbols));
  }

  private static int classOf(int codePoint) {
    for (int i = 0; i < CLASSES.size(); i++) {
      if (CLASSES.get(i).indexOf(codePoint) >= 0) {
        return i;
      }
    }
    return -1;
  }

  /** The number of symbols, literals not counted. */
  public int length() {
    return classes.length;
  }

  /** How many texts have this layout: the product of the sizes of its classes. */
  public BigInteger size() {
    BigInteger size = BigInteger.ONE;
    for (byte of : classes) {
      size = size.multiply(BigInteger.valueOf(CLASSES.get(of).radix()));
    }
    return size;
  }

  /** Whether texts of this layout can be encrypted: enough of them, and not too long. */
  public boolean encryptable() {
    return length() <= Ff1.MAX_LENGTH && size().compareTo(BigInteger.valueOf(Ff1.MIN_TEXTS)) >= 0;
  }

  /** Whether a letter or digit of another alphabet would stay readable, such as é or ї. */
  public boolean leavesLettersClear() {
    return Arrays.stream(positions).anyMatch(p -> p != SYMBOL && Character.isLetterOrDigit(p));
  }

  /** The alphabet that all symbols are of, if there is one. */
  Optional<Alphabet> single() {
    for (byte of : classes) {
      if (of != classes[0]) {
        return Optional.empty();
      }
    }
    return classes.length == 0 ? Optional.empty() : Optional.of(CLASSES.get(classes[0]));
  }

  /** One byte for each symbol, its class. */
  byte[] pattern() {
    return classes.clone();
  }

  /** The symbols of a text of this layout, each as its place in its class. */
  int[] read(String text) {
    int[] points = text.codePoints().toArray();
    int[] numerals = new int[classes.length];
    int symbol = 0;
    for (int i = 0; i < points.length; i++) {
      if (positions[i] == SYMBOL) {
        numerals[symbol] = CLASSES.get(classes[symbol]).indexOf(points[i]);
        symbol++;
      }
    }
    return numerals;
  }

  /** The text of these symbols and the literals. */
  String write(int[] numerals) {
    StringBuilder text = new StringBuilder(positions.length);
    int symbol = 0;
    for (int position : positions) {
      if (position == SYMBOL) {
        text.appendCodePoint(CLASSES.get(classes[symbol]).symbol(numerals[symbol]));
        symbol++;
      } else {
        text.appendCodePoint(position);
      }
    }
    return text.toString();
  }

  /** The place of these symbols among all texts of this layout, 0 to {@code size() - 1}. */
  BigInteger rank(int[] numerals) {
    BigInteger rank = BigInteger.ZERO;
    for (int i = 0; i < classes.length; i++) {
      rank =
          rank.multiply(BigInteger.valueOf(CLASSES.get(classes[i]).radix()))
              .add(BigInteger.valueOf(numerals[i]));
    }
    return rank;
  }

  /** The symbols at a place. */
  int[] unrank(BigInteger rank) {
    int[] numerals = new int[classes.length];
    BigInteger rest = rank;
    for (int i = classes.length - 1; i >= 0; i--) {
      BigInteger[] parts =
          rest.divideAndRemainder(BigInteger.valueOf(CLASSES.get(classes[i]).radix()));
      numerals[i] = parts[1].intValue();
      rest = parts[0];
    }
    return numerals;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FormatLayout that
        && Arrays.equals(positions, that.positions)
        && Arrays.equals(classes, that.classes);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(positions) + Arrays.hashCode(classes);
  }

  /** Shows lengths only: literals may be a part of a value. */
  @Override
  public String toString() {
    return "FormatLayout[symbols=" + classes.length + ", positions=" + positions.length + "]";
  }
}
