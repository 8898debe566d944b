package io.lethe.document;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A font with the outlines of some glyphs alone; glyphs keep their numbers.
 *
 * <p><b>Source</b>: ISO/IEC 14496-22, chapter 5; the tables that ISO 32000-1, 9.9, asks for.
 */
final class FontSubset {

  private static final int MAGIC = 0xB1B0AFBA;
  private static final int CHECK_SUM = 8;
  private static final int LOCATION_FORMAT = 50;
  private static final int ARGUMENTS_ARE_WORDS = 1;
  private static final int SCALE = 8;
  private static final int MORE = 0x20;
  private static final int TWO_SCALES = 0x40;
  private static final int FOUR_SCALES = 0x80;

  private FontSubset() {}

  /** The file of the font with these glyphs, and with what they are composed of. */
  static byte[] of(TrueTypeFont font, Collection<Integer> glyphs) {
    Map<String, byte[]> tables = new TreeMap<>();
    for (String tag : new String[] {"cvt ", "fpgm", "head", "hhea", "hmtx", "maxp", "prep"}) {
      byte[] table = font.table(tag);
      if (table.length > 0) {
        tables.put(tag, table);
      }
    }
    ByteBuffer.wrap(tables.get("head")).putInt(CHECK_SUM, 0).putShort(LOCATION_FORMAT, (short) 1);
    outlines(font, whole(font, glyphs), tables);
    byte[] file = file(tables);
    int head = ByteBuffer.wrap(file).getInt(offset(tables));
    ByteBuffer.wrap(file).putInt(head + CHECK_SUM, MAGIC - sum(file));
    return file;
  }

  private static TreeSet<Integer> whole(TrueTypeFont font, Collection<Integer> glyphs) {
    TreeSet<Integer> whole = new TreeSet<>();
    Deque<Integer> open = new ArrayDeque<>(glyphs);
    open.add(0);
    while (!open.isEmpty()) {
      int glyph = open.remove();
      if (whole.add(glyph)) {
        parts(font.outline(glyph), open);
      }
    }
    return whole;
  }

  /** Adds the glyphs that a composite one consists of. */
  private static void parts(byte[] outline, Deque<Integer> parts) {
    ByteBuffer data = ByteBuffer.wrap(outline);
    if (outline.length == 0 || data.getShort(0) >= 0) {
      return;
    }
    int at = 10;
    int flags;
    do {
      flags = data.getShort(at);
      parts.add(data.getShort(at + 2) & 0xFFFF);
      at += (flags & ARGUMENTS_ARE_WORDS) != 0 ? 8 : 6;
      at += (flags & SCALE) != 0 ? 2 : (flags & TWO_SCALES) != 0 ? 4 : 0;
      at += (flags & FOUR_SCALES) != 0 ? 8 : 0;
    } while ((flags & MORE) != 0);
  }

  private static void outlines(
      TrueTypeFont font, TreeSet<Integer> glyphs, Map<String, byte[]> tables) {
    ByteArrayOutputStream glyf = new ByteArrayOutputStream();
    ByteBuffer loca = ByteBuffer.allocate(4 * (font.glyphs() + 1));
    for (int glyph = 0; glyph < font.glyphs(); glyph++) {
      loca.putInt(glyf.size());
      if (glyphs.contains(glyph)) {
        byte[] outline = font.outline(glyph);
        glyf.writeBytes(outline);
        glyf.writeBytes(new byte[-outline.length & 3]);
      }
    }
    loca.putInt(glyf.size());
    tables.put("glyf", glyf.toByteArray());
    tables.put("loca", loca.array());
  }

  private static byte[] file(Map<String, byte[]> tables) {
    int at = 12 + 16 * tables.size();
    int body = tables.values().stream().mapToInt(table -> table.length + 3 & ~3).sum();
    int power = Integer.highestOneBit(tables.size());
    ByteBuffer file = ByteBuffer.allocate(at + body);
    file.putInt(0x00010000)
        .putShort((short) tables.size())
        .putShort((short) (16 * power))
        .putShort((short) Integer.numberOfTrailingZeros(power))
        .putShort((short) (16 * (tables.size() - power)));
    for (Map.Entry<String, byte[]> table : tables.entrySet()) {
      byte[] bytes = table.getValue();
      file.put(table.getKey().getBytes(StandardCharsets.US_ASCII));
      file.putInt(sum(bytes)).putInt(at).putInt(bytes.length);
      file.put(at, bytes);
      at += bytes.length + 3 & ~3;
    }
    return file.array();
  }

  /** Where the directory says at what offset the table head is. */
  private static int offset(Map<String, byte[]> tables) {
    int before = 0;
    for (String tag : tables.keySet()) {
      if (tag.equals("head")) {
        break;
      }
      before++;
    }
    return 12 + 16 * before + 8;
  }

  private static int sum(byte[] table) {
    int sum = 0;
    for (int i = 0; i < table.length; i++) {
      sum += (table[i] & 0xFF) << (8 * (3 - (i & 3)));
    }
    return sum;
  }
}
