package io.lethe.document;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A document as PDF, on pages of A4.
 *
 * <p><b>Guarantee</b>: equal documents are equal bytes under the same version of Java. Texts can be
 * copied and searched; the parts of the fonts that they need are in the file. Long texts wrap, and
 * long tables go on over pages. What the fonts have no sign for is shown as a box, not left out.
 *
 * <p><b>Thread safety</b>: immutable.
 *
 * <p><b>Source</b>: ISO 32000-1 (PDF 1.7).
 *
 * @param frame what holds for all pages
 */
public record PdfDocument(Frame frame, List<Block> blocks) {

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("'D:'yyyyMMddHHmmss", Locale.ROOT);
  private static final float FOOT_SIZE = 7.5f;
  private static final float FOOT = 30;
  private static final float FOOT_RULE = 42;

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

  /** The file. */
  public byte[] bytes() {
    PdfFonts fonts = new PdfFonts();
    PdfFlow flow = new PdfFlow(fonts);
    new PdfBlocks(flow).write(blocks);
    List<PdfPage> pages = flow.pages();
    for (int i = 0; i < pages.size(); i++) {
      foot(pages.get(i), frame.numbering().of(i + 1, pages.size()));
    }
    return file(pages, fonts);
  }

  private void foot(PdfPage page, String number) {
    float right = PdfPage.WIDTH - PdfFlow.MARGIN;
    String shown = Face.REGULAR.known(number);
    page.line(PdfFlow.MARGIN, FOOT_RULE, right, FOOT_RULE);
    page.text(Face.REGULAR, FOOT_SIZE, PdfFlow.MARGIN, FOOT, Face.REGULAR.known(frame.foot()));
    page.text(Face.REGULAR, FOOT_SIZE, right - Face.REGULAR.width(shown, FOOT_SIZE), FOOT, shown);
  }

  private byte[] file(List<PdfPage> pages, PdfFonts fonts) {
    PdfFile file = new PdfFile();
    int tree = file.reserve();
    String resources = fonts.write(file);
    List<Integer> kids = new ArrayList<>();
    for (PdfPage page : pages) {
      int content = file.stream("", page.content());
      kids.add(
          file.object(
              PdfFile.syntax("<< /Type /Page /Parent %d 0 R /Contents %d 0 R >>", tree, content)));
    }
    file.object(
        tree,
        PdfFile.syntax(
            "<< /Type /Pages /Count %d /Kids [%s] /MediaBox [0 0 %s %s] /Resources << /Font %s >> >>",
            kids.size(),
            kids.stream().map(kid -> kid + " 0 R").collect(Collectors.joining(" ")),
            PdfPage.WIDTH,
            PdfPage.HEIGHT,
            resources));
    int catalog =
        file.object(
            PdfFile.syntax(
                "<< /Type /Catalog /Pages %d 0 R /Lang (%s) /ViewerPreferences << /DisplayDocTitle true >> >>",
                tree, frame.language()));
    String zone = frame.created().getOffset().getId().replace(":", "'");
    int info =
        file.object(
            PdfFile.syntax(
                "<< /Title %s /Producer (Lethe) /CreationDate (%s) >>",
                PdfFile.text(frame.title()),
                DATE.format(frame.created()) + (zone.equals("Z") ? zone : zone + "'")));
    return file.bytes(catalog, info);
  }
}
