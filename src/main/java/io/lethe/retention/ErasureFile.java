package io.lethe.retention;

import io.lethe.crypto.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/**
 * The journal of one run outside the database: a line per record, one for each time table that went
 * as a whole and one for each person of it, and a last one with the number of lines and the SHA-256
 * of all before. It is whole, or it is not there. {@link ErasureReader} reads it.
 */
final class ErasureFile {

  static final String END = "end";

  private static final String SUFFIX = ".erasures.csv";
  private static final String BESIDE = "erasures";
  private static final String UNFINISHED = ".tmp";

  private ErasureFile() {}

  /** Where the journal of a run is. */
  static Path of(Path directory, UUID run) {
    return directory.resolve(run + SUFFIX);
  }

  /** Whether a file is one. */
  static boolean is(Path file) {
    return file.getFileName().toString().endsWith(SUFFIX);
  }

  /** Whether a file is one that is being written, or was when its writer was killed. */
  static boolean isUnfinished(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(BESIDE) && name.endsWith(UNFINISHED);
  }

  /** The run of a file. */
  static UUID run(Path file) {
    String name = file.getFileName().toString();
    return UUID.fromString(name.substring(0, name.length() - SUFFIX.length()));
  }

  /** Writes it beside its place, and moves it there, over an older one, when it is on the disk. */
  static final class Writer implements AutoCloseable {

    private final Path place;
    private final Path beside;
    private final FileChannel channel;
    private final MessageDigest digest = Sha256.digest();
    private long lines;

    /** The directory is never made: one that is not there is a volume that is not mounted. */
    Writer(Path directory, UUID run) throws IOException {
      this.place = of(directory, run);
      this.beside = Files.createTempFile(directory, BESIDE, UNFINISHED);
      this.channel = FileChannel.open(beside, StandardOpenOption.WRITE);
    }

    void append(List<? extends JournalLine> rows) throws IOException {
      StringBuilder text = new StringBuilder();
      rows.forEach(row -> text.append(row.text()).append('\n'));
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      digest.update(bytes);
      write(bytes);
      lines += rows.size();
    }

    /** Puts it in its place. */
    void finish() throws IOException {
      String end = END + "," + lines + "," + HexFormat.of().formatHex(digest.digest()) + "\n";
      write(end.getBytes(StandardCharsets.UTF_8));
      channel.force(true);
      Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel directory = FileChannel.open(place.getParent(), StandardOpenOption.READ)) {
        directory.force(true);
      }
    }

    private void write(byte[] bytes) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
      Files.deleteIfExists(beside);
    }
  }

  static JournalLine line(String text) {
    String[] columns = text.split(",", -1);
    return switch (columns[0]) {
      case JournalledTable.KIND -> JournalledTable.of(columns);
      case JournalledPerson.KIND -> JournalledPerson.of(columns);
      default -> Journalled.of(columns);
    };
  }
}
