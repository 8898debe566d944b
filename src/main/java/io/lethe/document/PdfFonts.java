package io.lethe.document;

import com.lowagie.text.Font;
import com.lowagie.text.pdf.BaseFont;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.SecureRandom;

/**
 * The fonts of one document; they have Latin, Greek and Cyrillic letters.
 *
 * <p>Colours are not for fonts: the library's are of AWT, which a native image would need native
 * libraries for.
 */
final class PdfFonts {

  private static final char UNKNOWN = '\u25A1';

  private final BaseFont regular = load("LiberationSans-Regular.ttf", 0);
  private final BaseFont bold = load("LiberationSans-Bold.ttf", 1);
  private final BaseFont mono = load("LiberationMono-Regular.ttf", 2);

  BaseFont regular() {
    return regular;
  }

  /** Of a size in points. */
  Font regular(float size) {
    return new Font(regular, size);
  }

  /** Of a size in points. */
  Font bold(float size) {
    return new Font(bold, size);
  }

  /** Of one width, and of a size in points. */
  Font mono(float size) {
    return new Font(mono, size);
  }

  /** A text with only what the font has: the library would leave out the rest. */
  static String known(String text, BaseFont font) {
    StringBuilder known = new StringBuilder(text.length());
    text.codePoints()
        .filter(sign -> sign != '\r')
        .map(sign -> sign == '\t' ? ' ' : sign)
        .forEach(
            sign -> {
              if (sign == '\n' || font.charExists(sign)) {
                known.appendCodePoint(sign);
              } else {
                known.append(UNKNOWN);
              }
            });
    return known.toString();
  }

  private static BaseFont load(String name, int number) {
    try (InputStream file = PdfFonts.class.getResourceAsStream("/fonts/" + name)) {
      if (file == null) {
        throw new IllegalStateException(name + " is not in the artifact");
      }
      BaseFont font =
          BaseFont.createFont(
              name, BaseFont.IDENTITY_H, BaseFont.EMBEDDED, false, file.readAllBytes(), null);
      font.setSecureRandom(new Prefix(number));
      return font;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Names the subset of a font after its number: the library would take a random name. */
  private static final class Prefix extends SecureRandom {

    private static final long serialVersionUID = 1;
    private static final double LETTERS = 26;

    private final int number;

    Prefix(int number) {
      super(null, null);
      this.number = number;
    }

    @Override
    public double nextDouble() {
      return (number + 0.5) / LETTERS;
    }
  }
}
