package io.lethe.retention;

import io.lethe.crypto.Sha256;
import io.lethe.gate.NotReplayable;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the journal of one run: once to see that it is whole, and again for its rows where they are
 * needed.
 *
 * <p><b>Guarantee</b>: memory does not grow with the file; both readings are of the same file, even
 * when another one takes its place meanwhile.
 */
final class ErasureReader implements AutoCloseable {

  /** Longer than any last line. */
  private static final int TAIL = 128;

  private final Path file;
  private final FileChannel channel;
  private @Nullable BufferedReader lines;

  ErasureReader(Path file) throws IOException {
    this.file = file;
    this.channel = FileChannel.open(file, StandardOpenOption.READ);
  }

  /**
   * The number of rows that its last line tells; the rows are not looked at.
   *
   * @throws IllegalStateException when there is no such line; the message names the file
   */
  static long told(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer tail = ByteBuffer.allocate(TAIL);
      channel.position(Math.max(0, channel.size() - TAIL));
      while (tail.hasRemaining() && channel.read(tail) >= 0) {}
      String text = new String(tail.array(), 0, tail.position(), StandardCharsets.UTF_8);
      String[] end = text.strip().substring(text.strip().lastIndexOf('\n') + 1).split(",");
      if (end.length == 3 && end[0].equals(ErasureFile.END)) {
        return Long.parseLong(end[1]);
      }
    } catch (NumberFormatException e) {
      throw new NotReplayable(broken(file), e);
    }
    throw new NotReplayable(broken(file));
  }

  /**
   * Reads all of it, and begins anew.
   *
   * @param oldest rows of this moment and before are not counted
   * @return number of rows that are not too old
   * @throws IllegalStateException when it is not whole; the message names the file
   */
  long verified(Instant oldest) throws IOException {
    MessageDigest digest = Sha256.digest();
    long all = 0;
    long counted = 0;
    String end = "";
    try {
      BufferedReader reader = fromTheStart();
      String line = reader.readLine();
      for (String next = reader.readLine(); line != null; next = reader.readLine()) {
        if (next == null) {
          end = line;
          break;
        }
        digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
        all++;
        counted += ErasureFile.line(line).at().isAfter(oldest) ? 1 : 0;
        line = next;
      }
      String whole = ErasureFile.END + "," + all + "," + HexFormat.of().formatHex(digest.digest());
      if (end.equals(whole)) {
        lines = fromTheStart();
        return counted;
      }
    } catch (RuntimeException e) {
      throw new NotReplayable(broken(file), e);
    }
    throw new NotReplayable(broken(file));
  }

  /** The next rows, after {@link #verified}; none at the end. */
  List<JournalLine> next(int limit) throws IOException {
    if (lines == null) {
      throw new IllegalStateException("the journal is not verified");
    }
    List<JournalLine> rows = new ArrayList<>();
    while (rows.size() < limit) {
      String line = lines.readLine();
      if (line == null || line.startsWith(ErasureFile.END + ",")) {
        break;
      }
      rows.add(ErasureFile.line(line));
    }
    return rows;
  }

  private BufferedReader fromTheStart() throws IOException {
    channel.position(0);
    return new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
  }

  private static String broken(Path file) {
    return "the journal "
        + file.getFileName()
        + " is not whole; put it back from a copy, or take it away if no backup is older than it";
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
