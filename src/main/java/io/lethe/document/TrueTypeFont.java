package io.lethe.document;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * A TrueType font: its glyphs, by character, and their widths.
 *
 * <p><b>Thread safety</b>: immutable.
 *
 * <p><b>Source</b>: ISO/IEC 14496-22 (OpenType), chapter 5: cmap of format 4, head, hhea, hmtx,
 * loca.
 */
final class TrueTypeFont {

  private static final int EM = 1_000;
  private static final int DIRECTORY = 12;
  private static final int DIRECTORY_ENTRY = 16;
  private static final int UNICODE_OF_WINDOWS = 3 << 16 | 1;

  private final ByteBuffer data;
  private final Map<String, Table> tables = new TreeMap<>();
  private final int characters;
  private final int unitsPerEm;

  /** A font from its file; only one of the artifact's own is read. */
  TrueTypeFont(byte[] file) {
    data = ByteBuffer.wrap(file).asReadOnlyBuffer();
    for (int i = 0; i < u16(4); i++) {
      int entry = DIRECTORY + i * DIRECTORY_ENTRY;
      byte[] tag = new byte[4];
      data.get(entry, tag);
      tables.put(
          new String(tag, StandardCharsets.US_ASCII),
          new Table(data.getInt(entry + 8), data.getInt(entry + 12)));
    }
    unitsPerEm = u16(at("head") + 18);
    characters = characters();
  }

  private int characters() {
    int cmap = at("cmap");
    for (int i = 0; i < u16(cmap + 2); i++) {
      int entry = cmap + 4 + i * 8;
      int table = cmap + data.getInt(entry + 4);
      if (data.getInt(entry) == UNICODE_OF_WINDOWS && u16(table) == 4) {
        return table;
      }
    }
    throw new IllegalArgumentException("the font has no table of characters of format 4");
  }

  /** The glyph of a character; 0 when there is none. */
  int glyph(int character) {
    int segments = u16(characters + 6);
    int ends = characters + 14;
    int starts = ends + segments + 2;
    for (int i = 0; i < segments && character <= 0xFFFF; i += 2) {
      if (character <= u16(ends + i)) {
        int start = u16(starts + i);
        int delta = u16(starts + segments + i);
        int offset = starts + 2 * segments + i;
        if (character < start) {
          return 0;
        }
        if (u16(offset) == 0) {
          return character + delta & 0xFFFF;
        }
        int glyph = u16(offset + u16(offset) + 2 * (character - start));
        return glyph == 0 ? 0 : glyph + delta & 0xFFFF;
      }
    }
    return 0;
  }

  /** Width of a glyph in thousandths of the font's size. */
  int width(int glyph) {
    int last = u16(at("hhea") + 34) - 1;
    return scaled(u16(at("hmtx") + 4 * Math.min(glyph, last)));
  }

  /** Height above the line in thousandths of the font's size. */
  int ascent() {
    return scaled(data.getShort(at("hhea") + 4));
  }

  /** Depth below the line in thousandths of the font's size; negative. */
  int descent() {
    return scaled(data.getShort(at("hhea") + 6));
  }

  /** What all glyphs are within, in thousandths of the font's size. */
  int[] box() {
    int head = at("head");
    int[] box = new int[4];
    for (int i = 0; i < box.length; i++) {
      box[i] = scaled(data.getShort(head + 36 + 2 * i));
    }
    return box;
  }

  /** Number of glyphs. */
  int glyphs() {
    return u16(at("maxp") + 4);
  }

  /** The outline of a glyph; empty for a blank. */
  byte[] outline(int glyph) {
    boolean words = u16(at("head") + 50) == 0;
    int loca = at("loca");
    int from = words ? 2 * u16(loca + 2 * glyph) : data.getInt(loca + 4 * glyph);
    int to = words ? 2 * u16(loca + 2 * glyph + 2) : data.getInt(loca + 4 * glyph + 4);
    byte[] outline = new byte[to - from];
    data.get(at("glyf") + from, outline);
    return outline;
  }

  /** A table as it is in the file; empty when there is none. */
  byte[] table(String tag) {
    Table table = tables.getOrDefault(tag, new Table(0, 0));
    byte[] bytes = new byte[table.length()];
    data.get(table.offset(), bytes);
    return bytes;
  }

  private int scaled(int units) {
    return Math.round((float) units * EM / unitsPerEm);
  }

  private int at(String tag) {
    return tables.get(tag).offset();
  }

  private int u16(int offset) {
    return data.getShort(offset) & 0xFFFF;
  }

  private record Table(int offset, int length) {}
}
