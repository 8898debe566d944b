package io.lethe.document;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The fonts of one document, and what of them it uses.
 *
 * <p><b>Source</b>: ISO 32000-1, 9.7.4 (CIDFonts), 9.9 (font programs), 9.10.3 (ToUnicode).
 */
final class PdfFonts {

  private static final HexFormat HEX = HexFormat.of();
  private static final int MAPPED_AT_ONCE = 100;

  /** Glyphs and the characters that they are for. */
  private final Map<Face, TreeMap<Integer, Integer>> used = new EnumMap<>(Face.class);

  PdfFonts() {
    for (Face face : Face.values()) {
      used.put(face, new TreeMap<>());
    }
  }

  /** A text as glyphs, in hexadecimal. */
  String encode(Face face, String text) {
    StringBuilder glyphs = new StringBuilder(4 * text.length());
    text.chars()
        .forEach(
            sign -> {
              int glyph = face.font().glyph(sign);
              used.get(face).merge(glyph, sign, Math::min);
              glyphs.append(HEX.toHexDigits((short) glyph));
            });
    return glyphs.toString();
  }

  /** Writes the fonts that are used; the answer is the resources that name them. */
  String write(PdfFile file) {
    return used.entrySet().stream()
        .filter(entry -> !entry.getValue().isEmpty())
        .map(
            entry ->
                PdfFile.syntax("/F%d %d 0 R", entry.getKey().ordinal(), font(file, entry.getKey())))
        .collect(Collectors.joining(" ", "<< ", " >>"));
  }

  private int font(PdfFile file, Face face) {
    TrueTypeFont font = face.font();
    TreeMap<Integer, Integer> glyphs = used.get(face);
    String name = "/" + Character.toString('A' + face.ordinal()).repeat(6) + "+" + face.fontName();
    byte[] subset = FontSubset.of(font, glyphs.keySet());
    int program = file.stream("/Length1 " + subset.length, subset);
    int descriptor =
        file.object(
            PdfFile.syntax(
                "<< /Type /FontDescriptor /FontName %s /Flags 4 /FontBBox %s /ItalicAngle 0 /Ascent %d /Descent %d /CapHeight %d /StemV 80 /FontFile2 %d 0 R >>",
                name,
                Arrays.toString(font.box()).replace(",", ""),
                font.ascent(),
                font.descent(),
                font.ascent(),
                program));
    String widths =
        glyphs.keySet().stream()
            .map(glyph -> glyph + " [" + font.width(glyph) + "]")
            .collect(Collectors.joining(" "));
    int descendant =
        file.object(
            PdfFile.syntax(
                "<< /Type /Font /Subtype /CIDFontType2 /BaseFont %s /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor %d 0 R /CIDToGIDMap /Identity /W [%s] >>",
                name, descriptor, widths));
    int unicode = file.stream("", characters(glyphs).getBytes(StandardCharsets.US_ASCII));
    return file.object(
        PdfFile.syntax(
            "<< /Type /Font /Subtype /Type0 /BaseFont %s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>",
            name, descendant, unicode));
  }

  /** Tells readers which characters the glyphs are, so that they can copy and search. */
  private static String characters(TreeMap<Integer, Integer> glyphs) {
    StringBuilder map =
        new StringBuilder(
            """
            /CIDInit /ProcSet findresource begin
            12 dict begin
            begincmap
            /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
            /CMapName /Adobe-Identity-UCS def
            /CMapType 2 def
            1 begincodespacerange
            <0000> <FFFF>
            endcodespacerange
            """);
    StringBuilder block = new StringBuilder();
    int count = 0;
    for (Map.Entry<Integer, Integer> entry : glyphs.entrySet()) {
      block
          .append('<')
          .append(HEX.toHexDigits(entry.getKey().shortValue()))
          .append("> <")
          .append(HEX.toHexDigits(entry.getValue().shortValue()))
          .append(">\n");
      count++;
      if (count == MAPPED_AT_ONCE || entry.getKey().equals(glyphs.lastKey())) {
        map.append(count).append(" beginbfchar\n").append(block).append("endbfchar\n");
        block.setLength(0);
        count = 0;
      }
    }
    return map.append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
        .toString();
  }
}
