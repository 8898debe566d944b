package io.lethe.document;

import java.nio.charset.StandardCharsets;

/** What is on one page; lengths in points, from the lower left corner. */
final class PdfPage {

  static final float WIDTH = 595.28f;
  static final float HEIGHT = 841.89f;
  private static final String LIGHT_GREY = "0.93";

  private final PdfFonts fonts;
  private final StringBuilder content = new StringBuilder("0.4 w\n");

  PdfPage(PdfFonts fonts) {
    this.fonts = fonts;
  }

  /** Writes a line of text. */
  void text(Face face, float size, float x, float y, String text) {
    if (!text.isEmpty()) {
      put("BT /F%d %s Tf %s %s Td <", face.ordinal(), of(size), of(x), of(y));
      content.append(fonts.encode(face, text)).append("> Tj ET\n");
    }
  }

  /** Draws a line. */
  void line(float x1, float y1, float x2, float y2) {
    put("%s %s m %s %s l S\n", of(x1), of(y1), of(x2), of(y2));
  }

  /** Draws a rectangle, filled with light grey if it is shaded. */
  void box(float x, float y, float width, float height, boolean shaded) {
    String box = of(x) + " " + of(y) + " " + of(width) + " " + of(height) + " re ";
    content
        .append(shaded ? "q " + LIGHT_GREY + " g " + box + "f Q " : "")
        .append(box)
        .append("S\n");
  }

  byte[] content() {
    return content.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private void put(String format, Object... values) {
    content.append(PdfFile.syntax(format, values));
  }

  private static String of(float length) {
    return PdfFile.syntax("%.2f", length);
  }
}
