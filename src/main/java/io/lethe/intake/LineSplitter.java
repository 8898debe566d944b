package io.lethe.intake;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a stream of bytes into lines, keeping no more than one line.
 *
 * <p>An overlong line is counted and dropped as it arrives, so that it costs no memory and the
 * lines after it are read. Empty lines are skipped.
 *
 * <p><b>Thread safety</b>: none; one stream owns it.
 */
final class LineSplitter {

  private final int limit;
  private Buffer rest = Buffer.buffer();
  private boolean overlong;

  /**
   * A splitter.
   *
   * @param limit longest line in bytes
   */
  LineSplitter(int limit) {
    this.limit = limit;
  }

  /** The lines that end in this piece. */
  List<Line> feed(Buffer piece) {
    List<Line> lines = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < piece.length(); i++) {
      if (piece.getByte(i) == '\n') {
        keep(piece, from, i);
        finish(lines);
        from = i + 1;
      }
    }
    keep(piece, from, piece.length());
    return lines;
  }

  /** The line that the end of the stream ends, if any. */
  List<Line> end() {
    List<Line> lines = new ArrayList<>();
    finish(lines);
    return lines;
  }

  private void keep(Buffer piece, int from, int to) {
    if (overlong || rest.length() + to - from > limit) {
      overlong = true;
      rest = Buffer.buffer();
    } else if (to > from) {
      rest.appendBuffer(piece, from, to - from);
    }
  }

  private void finish(List<Line> lines) {
    if (overlong) {
      lines.add(new Line(new byte[0], true));
    } else if (!blank(rest)) {
      lines.add(new Line(rest.getBytes(), false));
    }
    rest = Buffer.buffer();
    overlong = false;
  }

  private static boolean blank(Buffer line) {
    for (int i = 0; i < line.length(); i++) {
      if (line.getByte(i) > ' ' || line.getByte(i) < 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * One line.
   *
   * @param bytes without its end; empty when it was too long
   */
  record Line(byte[] bytes, boolean tooLong) {}
}
