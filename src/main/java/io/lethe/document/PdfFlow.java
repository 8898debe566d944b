package io.lethe.document;

import java.util.ArrayList;
import java.util.List;

/** Pages, and how far down the last one is written; lengths in points. */
final class PdfFlow {

  static final float MARGIN = 42;
  static final float WIDTH = PdfPage.WIDTH - 2 * MARGIN;

  /** Where the text ends, above the foot of the page. */
  private static final float BOTTOM = 54;

  private static final float TOP = PdfPage.HEIGHT - MARGIN;

  private final PdfFonts fonts;
  private final List<PdfPage> pages = new ArrayList<>();
  private float y;

  PdfFlow(PdfFonts fonts) {
    this.fonts = fonts;
    next();
  }

  /** Height of the text of a page. */
  static float height() {
    return TOP - BOTTOM;
  }

  /** Height that is left on the last page. */
  float room() {
    return y - BOTTOM;
  }

  /** Whether nothing is on the last page. */
  boolean atTop() {
    return y == TOP;
  }

  /** Begins a page. */
  void next() {
    pages.add(new PdfPage(fonts));
    y = TOP;
  }

  /** Goes down, on a page that something is on. */
  void skip(float height) {
    if (!atTop()) {
      y -= height;
    }
  }

  /** Takes a strip of the last page; the answer is its lower edge. */
  float take(float height) {
    y -= height;
    return y;
  }

  PdfPage page() {
    return pages.get(pages.size() - 1);
  }

  List<PdfPage> pages() {
    return pages;
  }
}
