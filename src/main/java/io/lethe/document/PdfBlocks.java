package io.lethe.document;

import com.lowagie.text.Document;
import com.lowagie.text.Element;
import com.lowagie.text.Font;
import com.lowagie.text.Paragraph;
import com.lowagie.text.Phrase;
import com.lowagie.text.Rectangle;
import com.lowagie.text.pdf.PdfContentByte;
import com.lowagie.text.pdf.PdfPCell;
import com.lowagie.text.pdf.PdfPCellEvent;
import com.lowagie.text.pdf.PdfPTable;
import com.lowagie.text.pdf.PdfWriter;
import java.util.List;

/** Lays out blocks, one under the other. */
final class PdfBlocks {

  private static final float TITLE = 14;
  private static final float HEADING = 10.5f;
  private static final float BODY = 9;
  private static final float SMALL = 7.5f;
  private static final float LEADING = 1.25f;
  private static final float LINE_WIDTH = 0.4f;

  /** Height in points that a heading needs below itself: a head of a table and a row. */
  private static final float ROOM = 96;

  /** Fills what is behind a cell with light grey. */
  private static final PdfPCellEvent SHADE =
      (cell, at, canvases) -> {
        PdfContentByte behind = canvases[PdfPTable.BACKGROUNDCANVAS];
        behind.saveState();
        behind.setLiteral("0.93 g\n");
        behind.rectangle(at.getLeft(), at.getBottom(), at.getWidth(), at.getHeight());
        behind.fill();
        behind.restoreState();
      };

  private final Document document;
  private final PdfWriter writer;
  private final PdfFonts fonts;

  PdfBlocks(Document document, PdfWriter writer, PdfFonts fonts) {
    this.document = document;
    this.writer = writer;
    this.fonts = fonts;
  }

  void write(List<Block> blocks) {
    for (Block block : blocks) {
      if (block instanceof Block.Title title) {
        document.add(paragraph(title.text(), fonts.bold(TITLE), 0, 6));
      } else if (block instanceof Block.Heading heading) {
        heading(heading);
      } else if (block instanceof Block.Text text) {
        document.add(paragraph(text.text(), fonts.regular(BODY), 0, 4));
      } else if (block instanceof Block.Note note) {
        document.add(paragraph(note.text(), fonts.regular(SMALL), 0, 4));
      } else if (block instanceof Block.Pairs pairs) {
        pairs(pairs);
      } else if (block instanceof Block.Table table) {
        table(table);
      } else if (block instanceof Block.Signature signature) {
        signature(signature);
      }
    }
  }

  private void heading(Block.Heading heading) {
    if (writer.getVerticalPosition(false) - document.bottom() < ROOM) {
      document.newPage();
    }
    document.add(paragraph(heading.text(), fonts.bold(HEADING), 8, 4));
  }

  private void pairs(Block.Pairs pairs) {
    PdfPTable table = table(new float[] {32, 68});
    for (Block.Pair pair : pairs.pairs()) {
      table.addCell(shaded(cell(pair.name(), fonts.regular(BODY))));
      table.addCell(cell(pair.value(), font(pair.kind(), BODY)));
    }
    add(table);
  }

  private void table(Block.Table block) {
    List<Block.Column> columns = block.columns();
    float[] widths = new float[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = columns.get(i).width();
    }
    PdfPTable table = table(widths);
    table.setHeaderRows(1);
    for (Block.Column column : columns) {
      table.addCell(shaded(aligned(cell(column.name(), fonts.bold(SMALL)), column.kind())));
    }
    for (List<String> row : block.rows()) {
      for (int i = 0; i < widths.length; i++) {
        Block.Kind kind = columns.get(i).kind();
        table.addCell(aligned(cell(row.get(i), font(kind, SMALL)), kind));
      }
    }
    add(table);
  }

  /** A row of values over a row of captions, with lines between them. */
  private void signature(Block.Signature signature) {
    PdfPTable table = new PdfPTable(signature.lines().size());
    table.setWidthPercentage(100);
    table.setKeepTogether(true);
    for (Block.Line line : signature.lines()) {
      PdfPCell cell = cell(line.value(), fonts.regular(BODY));
      cell.setBorder(Rectangle.BOTTOM);
      cell.setMinimumHeight(34);
      cell.setVerticalAlignment(Element.ALIGN_BOTTOM);
      cell.setHorizontalAlignment(Element.ALIGN_CENTER);
      table.addCell(cell);
    }
    for (Block.Line line : signature.lines()) {
      PdfPCell cell = cell(line.caption(), fonts.regular(SMALL));
      cell.setBorder(Rectangle.NO_BORDER);
      cell.setHorizontalAlignment(Element.ALIGN_CENTER);
      table.addCell(cell);
    }
    add(table);
  }

  private void add(PdfPTable table) {
    table.setSpacingAfter(6);
    document.add(table);
  }

  private static PdfPTable table(float[] widths) {
    PdfPTable table = new PdfPTable(widths);
    table.setWidthPercentage(100);
    return table;
  }

  private Font font(Block.Kind kind, float size) {
    return kind == Block.Kind.CODE ? fonts.mono(size) : fonts.regular(size);
  }

  private static PdfPCell cell(String text, Font font) {
    PdfPCell cell = new PdfPCell(new Phrase(PdfFonts.known(text, font.getBaseFont()), font));
    cell.setLeading(0, LEADING);
    cell.setPadding(3);
    cell.setPaddingBottom(4);
    cell.setBorderWidth(LINE_WIDTH);
    return cell;
  }

  private static PdfPCell shaded(PdfPCell cell) {
    cell.setCellEvent(SHADE);
    return cell;
  }

  private static PdfPCell aligned(PdfPCell cell, Block.Kind kind) {
    if (kind == Block.Kind.NUMBER) {
      cell.setHorizontalAlignment(Element.ALIGN_RIGHT);
    }
    return cell;
  }

  private static Paragraph paragraph(String text, Font font, float before, float after) {
    Paragraph paragraph = new Paragraph(PdfFonts.known(text, font.getBaseFont()), font);
    paragraph.setLeading(0, LEADING);
    paragraph.setSpacingBefore(before);
    paragraph.setSpacingAfter(after);
    return paragraph;
  }
}
