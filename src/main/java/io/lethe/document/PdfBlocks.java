package io.lethe.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lays out blocks, one under the other; lengths in points. */
final class PdfBlocks {

  private static final PdfRow.Style TITLE = new PdfRow.Style(Face.BOLD, 14, false);
  private static final PdfRow.Style HEADING = new PdfRow.Style(Face.BOLD, 10.5f, false);
  private static final PdfRow.Style BODY = new PdfRow.Style(Face.REGULAR, 9, false);
  private static final PdfRow.Style BODY_CODE = new PdfRow.Style(Face.MONO, 8.5f, false);
  private static final PdfRow.Style NAME = new PdfRow.Style(Face.REGULAR, 9, true);
  private static final PdfRow.Style SMALL = new PdfRow.Style(Face.REGULAR, 7.5f, false);
  private static final PdfRow.Style SMALL_CODE = new PdfRow.Style(Face.MONO, 7, false);
  private static final PdfRow.Style HEAD = new PdfRow.Style(Face.BOLD, 7.5f, true);

  private static final float LEADING = 1.3f;
  private static final float GAP = 6;
  private static final float NAMES = 0.32f;
  private static final float SIGN = 30;

  /** What a heading needs below itself: a head of a table and a row. */
  private static final float ROOM = 96;

  private final PdfFlow flow;

  PdfBlocks(PdfFlow flow) {
    this.flow = flow;
  }

  void write(List<Block> blocks) {
    for (Block block : blocks) {
      if (block instanceof Block.Title title) {
        paragraph(title.text(), TITLE);
      } else if (block instanceof Block.Heading heading) {
        heading(heading);
      } else if (block instanceof Block.Text text) {
        paragraph(text.text(), BODY);
      } else if (block instanceof Block.Note note) {
        paragraph(note.text(), SMALL);
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
    if (flow.room() < ROOM) {
      flow.next();
    }
    flow.skip(GAP);
    paragraph(heading.text(), HEADING);
  }

  private void paragraph(String text, PdfRow.Style style) {
    for (String line : TextWrap.lines(text, style.face(), style.size(), PdfFlow.WIDTH)) {
      if (flow.room() < style.size() * LEADING) {
        flow.next();
      }
      float bottom = flow.take(style.size() * LEADING);
      float base = bottom + style.size() * (LEADING - 1);
      flow.page().text(style.face(), style.size(), PdfFlow.MARGIN, base, line);
    }
    flow.skip(GAP);
  }

  private void pairs(Block.Pairs pairs) {
    float names = PdfFlow.WIDTH * NAMES;
    float values = PdfFlow.WIDTH - names;
    List<PdfRow> rows = new ArrayList<>();
    for (Block.Pair pair : pairs.pairs()) {
      PdfRow.Style style = pair.kind() == Block.Kind.CODE ? BODY_CODE : BODY;
      rows.add(
          new PdfRow(
              List.of(
                  PdfRow.Cell.of(pair.name(), NAME, PdfFlow.MARGIN, names, false),
                  PdfRow.Cell.of(pair.value(), style, PdfFlow.MARGIN + names, values, false))));
    }
    rows(Optional.empty(), rows);
  }

  private void table(Block.Table table) {
    List<Block.Column> columns = table.columns();
    List<String> names = columns.stream().map(Block.Column::name).toList();
    List<PdfRow> rows = new ArrayList<>();
    for (List<String> texts : table.rows()) {
      rows.add(row(columns, texts, false));
    }
    rows(Optional.of(row(columns, names, true)), rows);
  }

  private static PdfRow row(List<Block.Column> columns, List<String> texts, boolean head) {
    float sum = (float) columns.stream().mapToDouble(Block.Column::width).sum();
    float x = PdfFlow.MARGIN;
    List<PdfRow.Cell> cells = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      Block.Column column = columns.get(i);
      float width = PdfFlow.WIDTH * column.width() / sum;
      PdfRow.Style style = head ? HEAD : column.kind() == Block.Kind.CODE ? SMALL_CODE : SMALL;
      boolean right = column.kind() == Block.Kind.NUMBER;
      cells.add(PdfRow.Cell.of(texts.get(i), style, x, width, right));
      x += width;
    }
    return new PdfRow(cells);
  }

  /** Draws rows; on each page under their head. */
  private void rows(Optional<PdfRow> head, List<PdfRow> rows) {
    float top = head.map(PdfRow::height).orElse(0f);
    float first = rows.isEmpty() ? 0 : Math.min(rows.get(0).height(), PdfFlow.height() - top);
    if (flow.room() < top + first) {
      flow.next();
    }
    head.ifPresent(row -> row.draw(flow));
    for (PdfRow row : rows) {
      for (PdfRow part : row.within(PdfFlow.height() - top)) {
        if (flow.room() < part.height()) {
          flow.next();
          head.ifPresent(again -> again.draw(flow));
        }
        part.draw(flow);
      }
    }
    flow.skip(GAP);
  }

  /** Values on lines, over what the lines are for. */
  private void signature(Block.Signature signature) {
    float width = PdfFlow.WIDTH / signature.lines().size();
    int values = 1;
    int captions = 1;
    for (Block.Line line : signature.lines()) {
      values = Math.max(values, wrapped(line.value(), BODY, width).size());
      captions = Math.max(captions, wrapped(line.caption(), SMALL, width).size());
    }
    float above = Math.max(SIGN, values * BODY.size() * LEADING + GAP);
    float below = captions * SMALL.size() * LEADING + GAP;
    if (flow.room() < above + below) {
      flow.next();
    }
    float rule = flow.take(above);
    float x = PdfFlow.MARGIN;
    for (Block.Line line : signature.lines()) {
      List<String> value = wrapped(line.value(), BODY, width);
      flow.page().line(x, rule, x + width - GAP, rule);
      centred(value, BODY, x, rule + 3 + (value.size() - 1) * BODY.size() * LEADING, width);
      centred(wrapped(line.caption(), SMALL, width), SMALL, x, rule - SMALL.size() - 1, width);
      x += width;
    }
    flow.take(below);
  }

  private static List<String> wrapped(String text, PdfRow.Style style, float width) {
    return TextWrap.lines(text, style.face(), style.size(), width - 2 * GAP);
  }

  private void centred(List<String> lines, PdfRow.Style style, float x, float y, float width) {
    float base = y;
    for (String line : lines) {
      float left = x + (width - GAP - style.face().width(line, style.size())) / 2;
      flow.page().text(style.face(), style.size(), left, base, line);
      base -= style.size() * LEADING;
    }
  }
}
