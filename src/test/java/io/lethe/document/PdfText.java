package io.lethe.document;

import com.lowagie.text.pdf.PdfReader;
import com.lowagie.text.pdf.parser.PdfTextExtractor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The text of a PDF, as a reader who is not Lethe finds it. */
public final class PdfText {

  private PdfText() {}

  /** The text of all pages, with single blanks. */
  public static String of(byte[] file) throws IOException {
    return String.join(" ", pages(file));
  }

  /** The text of each page, with single blanks. */
  public static List<String> pages(byte[] file) throws IOException {
    PdfReader reader = new PdfReader(file);
    PdfTextExtractor extractor = new PdfTextExtractor(reader);
    List<String> pages = new ArrayList<>();
    for (int page = 1; page <= reader.getNumberOfPages(); page++) {
      pages.add(extractor.getTextFromPage(page).replaceAll("\\s+", " "));
    }
    return pages;
  }
}
