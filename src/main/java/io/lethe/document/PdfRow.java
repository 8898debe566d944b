package io.lethe.document;

import java.util.ArrayList;
import java.util.List;

/** A row of cells beside each other; lengths in points. */
record PdfRow(List<Cell> cells) {

  private static final float PADDING = 3;
  private static final float LEADING = 1.25f;

  PdfRow {
    cells = List.copyOf(cells);
  }

  /**
   * A cell.
   *
   * @param x of its left edge
   * @param right whether its lines end at its right edge
   */
  record Cell(List<String> lines, Style style, float x, float width, boolean right) {

    Cell {
      lines = List.copyOf(lines);
    }

    /** A cell of a text, which is wrapped to its width. */
    static Cell of(String text, Style style, float x, float width, boolean right) {
      return new Cell(
          TextWrap.lines(text, style.face(), style.size(), width - 2 * PADDING),
          style,
          x,
          width,
          right);
    }

    private float leading() {
      return style.size() * LEADING;
    }

    private Cell part(int from, int to) {
      int size = lines.size();
      return new Cell(
          lines.subList(Math.min(from, size), Math.min(to, size)), style, x, width, right);
    }
  }

  /** How a cell looks. */
  record Style(Face face, float size, boolean shaded) {}

  float height() {
    float most = 0;
    for (Cell cell : cells) {
      most = Math.max(most, cell.lines().size() * cell.leading());
    }
    return most + 2 * PADDING;
  }

  /** Draws the row at the end of the last page. */
  void draw(PdfFlow flow) {
    float height = height();
    float bottom = flow.take(height);
    for (Cell cell : cells) {
      flow.page().box(cell.x(), bottom, cell.width(), height, cell.style().shaded());
      float line = bottom + height - PADDING - cell.style().size();
      for (String text : cell.lines()) {
        float size = cell.style().size();
        float x =
            cell.right()
                ? cell.x() + cell.width() - PADDING - cell.style().face().width(text, size)
                : cell.x() + PADDING;
        flow.page().text(cell.style().face(), size, x, line, text);
        line -= cell.leading();
      }
    }
  }

  /** The row as rows that are no higher than that. */
  List<PdfRow> within(float height) {
    float leading = 0;
    int most = 0;
    for (Cell cell : cells) {
      leading = Math.max(leading, cell.leading());
      most = Math.max(most, cell.lines().size());
    }
    int lines = Math.max(1, (int) ((height - 2 * PADDING) / leading));
    List<PdfRow> parts = new ArrayList<>();
    for (int from = 0; from < most; from += lines) {
      int start = from;
      parts.add(new PdfRow(cells.stream().map(cell -> cell.part(start, start + lines)).toList()));
    }
    return parts;
  }
}
