package io.lethe.document;

import io.lethe.crypto.Sha256;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;

/**
 * The objects of a file, and where they are.
 *
 * <p><b>Source</b>: ISO 32000-1, 7.5 (file structure), 14.4 (file identifiers).
 */
final class PdfFile {

  private static final int ID_BYTES = 16;

  private final ByteArrayOutputStream file = new ByteArrayOutputStream();
  private final Map<Integer, Integer> offsets = new TreeMap<>();
  private int last;

  /** An empty file. The second line tells programs that what follows is not text. */
  PdfFile() {
    put("%PDF-1.7\n");
    file.writeBytes(new byte[] {'%', (byte) 0xE2, (byte) 0xE3, (byte) 0xCF, (byte) 0xD3, '\n'});
  }

  /** The number of an object that is written later. */
  int reserve() {
    last++;
    return last;
  }

  /** Writes an object; the answer is its number. */
  int object(String content) {
    int number = reserve();
    object(number, content);
    return number;
  }

  /** Writes an object whose number was reserved. */
  void object(int number, String content) {
    offsets.put(number, file.size());
    put(number + " 0 obj\n" + content + "\nendobj\n");
  }

  /** Writes bytes, compressed; the answer is their object's number. */
  int stream(String entries, byte[] bytes) {
    byte[] deflated = deflate(bytes);
    int number = reserve();
    offsets.put(number, file.size());
    put(
        syntax(
            "%d 0 obj\n<< /Length %d /Filter /FlateDecode %s >>\nstream\n",
            number, deflated.length, entries));
    file.writeBytes(deflated);
    put("\nendstream\nendobj\n");
    return number;
  }

  /** The whole file. Its id depends on its content alone. */
  byte[] bytes(int catalog, int info) {
    String id =
        HexFormat.of()
            .formatHex(Arrays.copyOf(Sha256.digest().digest(file.toByteArray()), ID_BYTES));
    int start = file.size();
    put("xref\n0 " + (last + 1) + "\n0000000000 65535 f \n");
    offsets.values().forEach(offset -> put(syntax("%010d 00000 n \n", offset)));
    put(
        syntax(
            "trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /ID [<%s> <%s>] >>\nstartxref\n%d\n%%%%EOF\n",
            last + 1, catalog, info, id, id, start));
    return file.toByteArray();
  }

  /** A piece of a file: its numbers have the digits of ASCII, whatever language Java speaks. */
  static String syntax(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** A text as a string of a file. */
  static String text(String text) {
    return "<FEFF" + HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_16BE)) + ">";
  }

  private void put(String text) {
    file.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] deflate(byte[] bytes) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    try {
      deflater.setInput(bytes);
      deflater.finish();
      ByteArrayOutputStream deflated = new ByteArrayOutputStream();
      byte[] buffer = new byte[8_192];
      while (!deflater.finished()) {
        deflated.write(buffer, 0, deflater.deflate(buffer));
      }
      return deflated.toByteArray();
    } finally {
      deflater.end();
    }
  }
}
