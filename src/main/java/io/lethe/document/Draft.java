package io.lethe.document;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A document while it is written, block by block, in the words of one language. */
public final class Draft {

  private final Wording text;
  private final List<Block> blocks = new ArrayList<>();

  public Draft(Wording text) {
    this.text = text;
  }

  public void title(Word title) {
    blocks.add(new Block.Title(text.word(title)));
  }

  public void heading(Word heading) {
    blocks.add(new Block.Heading(text.word(heading)));
  }

  public void note(Word note, Object... values) {
    blocks.add(new Block.Note(text.word(note, values)));
  }

  public void paragraph(String paragraph) {
    blocks.add(new Block.Text(paragraph));
  }

  public void pairs(List<Block.Pair> pairs) {
    blocks.add(new Block.Pairs(pairs));
  }

  public void table(Block.Table table) {
    blocks.add(table);
  }

  /** A table under its heading; where there is none, the document says so. */
  public void table(Word heading, Optional<Block.Table> table) {
    heading(heading);
    table.ifPresentOrElse(this::table, () -> paragraph(text.word(DocumentWord.NONE)));
  }

  /** Where a person signs by hand; a name and a position that are not known are left to write. */
  public void signature(String name, String position) {
    heading(DocumentWord.SIGNING);
    blocks.add(
        new Block.Signature(
            List.of(
                new Block.Line(text.word(DocumentWord.FULL_NAME), name),
                new Block.Line(text.word(DocumentWord.POSITION), position),
                new Block.Line(text.word(DocumentWord.SIGNATURE), ""),
                new Block.Line(text.word(DocumentWord.DATE), ""))));
  }

  /**
   * The document as PDF.
   *
   * @param created when what it tells of was written
   * @param foot at the foot of each page
   */
  public byte[] pdf(String title, Instant created, String foot) {
    return new PdfDocument(
            new PdfDocument.Frame(
                title,
                text.language().tag(),
                created.atZone(text.zone()),
                foot,
                (page, pages) -> text.word(DocumentWord.PAGE, page, pages)),
            blocks)
        .bytes();
  }
}
