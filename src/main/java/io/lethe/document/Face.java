package io.lethe.document;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.text.Normalizer;

/** The fonts of the artifact; they have Latin, Greek and Cyrillic letters. */
enum Face {
  REGULAR("LiberationSans-Regular", "LiberationSans"),
  BOLD("LiberationSans-Bold", "LiberationSans-Bold"),
  /** Its letters have one width. */
  MONO("LiberationMono-Regular", "LiberationMono");

  private static final int UNKNOWN = '\u25A1';

  private final String fontName;
  private final TrueTypeFont font;

  Face(String file, String fontName) {
    this.fontName = fontName;
    this.font = new TrueTypeFont(load("/fonts/" + file + ".ttf"));
  }

  private static byte[] load(String path) {
    try (InputStream file = Face.class.getResourceAsStream(path)) {
      if (file == null) {
        throw new IllegalStateException(path + " is not in the artifact");
      }
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As PDF names it. */
  String fontName() {
    return fontName;
  }

  TrueTypeFont font() {
    return font;
  }

  /** The text with a box for each sign that the font has not. */
  String known(String text) {
    StringBuilder known = new StringBuilder(text.length());
    Normalizer.normalize(text, Normalizer.Form.NFC)
        .replace("\u2011", "-")
        .replace("\u20bd", "руб.")
        .codePoints()
        .filter(sign -> sign != '\r')
        .map(sign -> sign == '\t' ? ' ' : sign)
        .map(sign -> sign == '\n' || font.glyph(sign) != 0 ? sign : UNKNOWN)
        .forEach(known::appendCodePoint);
    return known.toString();
  }

  /** Width of a text in points. */
  float width(String text, float size) {
    return text.chars().map(sign -> font.width(font.glyph(sign))).sum() * size / 1_000;
  }
}
