package io.lethe.intake;

import io.lethe.intake.LineSplitter.Line;
import java.util.ArrayList;
import java.util.List;

/**
 * Groups lines into chunks of so many lines or bytes, whichever comes first.
 *
 * <p><b>Thread safety</b>: none; one stream owns it.
 */
final class LineChunks {

  private final int lines;
  private final int bytes;
  private List<Line> open = new ArrayList<>();
  private long size;

  /**
   * Chunks.
   *
   * @param lines most lines of a chunk
   * @param bytes a chunk ends with the line that reaches so many bytes
   */
  LineChunks(int lines, int bytes) {
    this.lines = lines;
    this.bytes = bytes;
  }

  /** The chunks that these lines fill. */
  List<List<Line>> feed(List<Line> more) {
    List<List<Line>> full = new ArrayList<>();
    for (Line line : more) {
      open.add(line);
      size += line.bytes().length;
      if (open.size() >= lines || size >= bytes) {
        full.add(open);
        open = new ArrayList<>();
        size = 0;
      }
    }
    return full;
  }

  /** The chunks that the end of the stream leaves. */
  List<List<Line>> end(List<Line> last) {
    List<List<Line>> chunks = feed(last);
    if (!open.isEmpty()) {
      chunks.add(open);
    }
    return chunks;
  }
}
