package io.lethe.crypto;

import java.util.Arrays;

/**
 * The symbols that a format-preserving cipher may use, each a distinct code point.
 *
 * <p><b>Warning</b>: a symbol's place is part of the format; another order gives other ciphertexts.
 *
 * <p><b>Thread safety</b>: immutable, safe from any thread.
 */
public final class Alphabet {

  /** The ten ASCII digits. */
  public static final Alphabet DIGITS = of("0123456789");

  /** A to Z. */
  public static final Alphabet LATIN_UPPER = of("ABCDEFGHIJKLMNOPQRSTUVWXYZ");

  /** a to z. */
  public static final Alphabet LATIN_LOWER = of("abcdefghijklmnopqrstuvwxyz");

  /** The 33 capital letters of the Russian alphabet, Ё after Е. */
  public static final Alphabet CYRILLIC_UPPER = of("АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ");

  /** The 33 small letters of the Russian alphabet, ё after е. */
  public static final Alphabet CYRILLIC_LOWER = of("абвгдеёжзийклмнопрстуфхцчшщъыьэюя");

  private static final int LARGEST = 1 << 16;

  private final int[] symbols;
  private final int[] sorted;
  private final int[] indexes;

  private Alphabet(int[] symbols) {
    this.symbols = symbols;
    this.sorted = symbols.clone();
    Arrays.sort(sorted);
    this.indexes = new int[symbols.length];
    for (int i = 0; i < symbols.length; i++) {
      indexes[Arrays.binarySearch(sorted, symbols[i])] = i;
    }
  }

  /**
   * The alphabet of these code points, in this order.
   *
   * @param symbols 2 to 65,536 distinct code points
   * @throws IllegalArgumentException when there are fewer or more, or one is there twice
   */
  public static Alphabet of(String symbols) {
    int[] points = symbols.codePoints().toArray();
    if (points.length < 2 || points.length > LARGEST) {
      throw new IllegalArgumentException("an alphabet has 2 to 65536 symbols");
    }
    if (Arrays.stream(points).distinct().count() != points.length) {
      throw new IllegalArgumentException("an alphabet has each symbol once");
    }
    if (Arrays.stream(points).anyMatch(p -> p >= 0xD800 && p <= 0xDFFF)) {
      throw new IllegalArgumentException("an alphabet has no unpaired surrogate");
    }
    return new Alphabet(points);
  }

  /** The number of symbols. */
  public int radix() {
    return symbols.length;
  }

  /** The place of a symbol, 0 to {@code radix() - 1}; negative when it is not of the alphabet. */
  public int indexOf(int codePoint) {
    int at = Arrays.binarySearch(sorted, codePoint);
    return at < 0 ? -1 : indexes[at];
  }

  /** The code point at a place. */
  public int symbol(int index) {
    return symbols[index];
  }

  @Override
  public String toString() {
    return "Alphabet[radix=" + symbols.length + "]";
  }
}
