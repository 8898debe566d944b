package io.lethe.retention;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/**
 * The journal of one run outside the database: a line per record, and a last one with their number
 * and the SHA-256 of all before. It is whole, or it is not there. {@link ErasureReader} reads it.
 */
final class ErasureFile {

  static final String END = "end";

  private static final String SUFFIX = ".erasures.csv";
  private static final String BESIDE = "erasures";
  private static final String UNFINISHED = ".tmp";
  private static final int COLUMNS = 9;

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
    private final MessageDigest digest = sha256();
    private long lines;

    /** The directory is never made: one that is not there is a volume that is not mounted. */
    Writer(Path directory, UUID run) throws IOException {
      this.place = of(directory, run);
      this.beside = Files.createTempFile(directory, BESIDE, UNFINISHED);
      this.channel = FileChannel.open(beside, StandardOpenOption.WRITE);
    }

    void append(List<Journalled> rows) throws IOException {
      StringBuilder text = new StringBuilder();
      rows.forEach(row -> text.append(line(row)));
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

  private static String line(Journalled row) {
    return String.join(
            ",",
            row.record().toString(),
            row.subject() == null ? "" : row.subject().toString(),
            row.policy(),
            row.category(),
            Integer.toString(row.protectedBy()),
            Integer.toString(row.policyVersion()),
            Integer.toString(row.rule()),
            row.action(),
            row.at().toString())
        + "\n";
  }

  static Journalled row(String line) {
    String[] columns = line.split(",", -1);
    if (columns.length != COLUMNS) {
      throw new IllegalArgumentException("not a line of a journal");
    }
    return new Journalled(
        UUID.fromString(columns[0]),
        columns[1].isEmpty() ? null : UUID.fromString(columns[1]),
        columns[2],
        columns[3],
        Integer.parseInt(columns[4]),
        Integer.parseInt(columns[5]),
        Integer.parseInt(columns[6]),
        columns[7],
        Instant.parse(columns[8]));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
