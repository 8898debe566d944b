package io.lethe.document;

import com.lowagie.text.Document;
import com.lowagie.text.pdf.BaseFont;
import com.lowagie.text.pdf.PdfContentByte;
import com.lowagie.text.pdf.PdfPageEventHelper;
import com.lowagie.text.pdf.PdfWriter;

/** Writes the foot of each page, and counts them. */
final class PdfFoot extends PdfPageEventHelper {

  private static final float SIZE = 7.5f;
  private static final float BASELINE = 30;
  private static final float RULE = 42;

  private final PdfDocument.Frame frame;
  private final PdfFonts fonts;
  private final int pages;
  private int seen;

  PdfFoot(PdfDocument.Frame frame, PdfFonts fonts, int pages) {
    this.frame = frame;
    this.fonts = fonts;
    this.pages = pages;
  }

  /** Number of pages written. */
  int seen() {
    return seen;
  }

  @Override
  public void onEndPage(PdfWriter writer, Document document) {
    seen++;
    BaseFont font = fonts.regular();
    String number = PdfFonts.known(frame.numbering().of(seen, pages), font);
    String foot = PdfFonts.known(frame.foot(), font);
    PdfContentByte page = writer.getDirectContent();
    page.setLineWidth(0.4f);
    page.moveTo(document.left(), RULE);
    page.lineTo(document.right(), RULE);
    page.stroke();
    page.beginText();
    page.setFontAndSize(font, SIZE);
    page.showTextAligned(PdfContentByte.ALIGN_LEFT, foot, document.left(), BASELINE, 0);
    page.showTextAligned(PdfContentByte.ALIGN_RIGHT, number, document.right(), BASELINE, 0);
    page.endText();
  }
}
