package io.lethe.document;

import com.lowagie.text.Document;
import com.lowagie.text.DocumentException;
import com.lowagie.text.PageSize;
import com.lowagie.text.pdf.PdfDate;
import com.lowagie.text.pdf.PdfDictionary;
import com.lowagie.text.pdf.PdfEncryption;
import com.lowagie.text.pdf.PdfName;
import com.lowagie.text.pdf.PdfString;
import com.lowagie.text.pdf.PdfWriter;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.GregorianCalendar;
import java.util.List;

/**
 * A document as PDF, on pages of A4.
 *
 * <p><b>Guarantee</b>: equal documents are equal bytes, on any machine and at any time. Texts can
 * be copied and searched; the parts of the fonts that they need are in the file. Long texts wrap,
 * and long tables go on over pages. What the fonts have no sign for is shown as a box, not left
 * out.
 *
 * <p><b>Thread safety</b>: immutable.
 *
 * @param frame what holds for all pages
 */
public record PdfDocument(Frame frame, List<Block> blocks) {

  static final float MARGIN = 42;

  /** Below the text, with room for the lines at the foot of the page. */
  static final float BOTTOM = 54;

  private static final int ID_BYTES = 16;

  public PdfDocument {
    blocks = List.copyOf(blocks);
  }

  /**
   * What holds for all pages.
   *
   * @param title of the file
   * @param language as in RFC 5646
   * @param created when what it tells of was written, not when the file was
   * @param foot at the foot of each page
   */
  public record Frame(
      String title, String language, ZonedDateTime created, String foot, Numbering numbering) {}

  /** Says the number of a page, at its foot. */
  @FunctionalInterface
  public interface Numbering {

    /** Says that it is one of so many, from 1. */
    String of(int page, int pages);
  }

  /** The file. It is laid out twice: to count its pages, and to number them. */
  public byte[] bytes() {
    Written draft = write(0, new byte[ID_BYTES]);
    return write(draft.pages(), Arrays.copyOf(sha256(draft.bytes()), ID_BYTES)).bytes();
  }

  /** The id depends on the content alone: the library would take the time. */
  private Written write(int pages, byte[] id) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    Document document = new Document(PageSize.A4, MARGIN, MARGIN, MARGIN, BOTTOM);
    try {
      PdfWriter writer = PdfWriter.getInstance(document, file);
      PdfFonts fonts = new PdfFonts();
      PdfFoot foot = new PdfFoot(frame, fonts, pages);
      writer.setPageEvent(foot);
      writer.setViewerPreferences(PdfWriter.DisplayDocTitle);
      document.open();
      writer.getExtraCatalog().put(PdfName.LANG, new PdfString(frame.language()));
      PdfDictionary info = writer.getInfo();
      info.put(PdfName.TITLE, new PdfString(frame.title(), PdfString.TEXT_UNICODE));
      info.put(PdfName.PRODUCER, new PdfString("Lethe"));
      info.put(PdfName.CREATIONDATE, new PdfDate(GregorianCalendar.from(frame.created())));
      info.put(PdfName.FILEID, PdfEncryption.createInfoId(id, id));
      new PdfBlocks(document, writer, fonts).write(blocks);
      document.close();
      return new Written(file.toByteArray(), foot.seen());
    } catch (DocumentException e) {
      throw new IllegalStateException("a document can always be written", e);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private record Written(byte[] bytes, int pages) {}
}
