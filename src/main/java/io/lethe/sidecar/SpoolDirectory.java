package io.lethe.sidecar;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directory of a spool: {@code lock}, {@code position}, {@code *.spool}, and what is set aside
 * as {@code *.damaged}.
 *
 * <p><b>Thread safety</b>: none, but for what is counted; the spool has it.
 */
final class SpoolDirectory implements AutoCloseable {

  private static final String DAMAGED = ".damaged";

  private final Path directory;
  private final FileLock lock;
  private volatile int damaged;
  private volatile long bytes;

  private SpoolDirectory(Path directory, FileLock lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /**
   * Opens a directory, and makes it if it is not there.
   *
   * @throws IOException when it cannot be written, or somebody else has it open
   */
  static SpoolDirectory open(Path path) throws IOException {
    Path directory = path.toAbsolutePath();
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory);
      force(directory.getParent());
    }
    SpoolDirectory opened = new SpoolDirectory(directory, lock(directory.resolve("lock")));
    opened.count();
    return opened;
  }

  private static FileLock lock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return lock;
      }
    } catch (OverlappingFileLockException e) {
      // Falls through: somebody in this process has it.
    }
    channel.close();
    throw new IOException("another process has the spool open");
  }

  private static void force(Path names) throws IOException {
    try (FileChannel channel = FileChannel.open(names, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Has the names of its files on the disk. */
  void force() throws IOException {
    force(directory);
  }

  Path path() {
    return directory;
  }

  /** Its files with entries, in their order. */
  List<Path> segments() throws IOException {
    return files(SpoolSegment.SUFFIX);
  }

  private List<Path> files(String suffix) throws IOException {
    try (Stream<Path> found = Files.list(directory)) {
      return found.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  /** Sets aside a file of which entries are missing; its term begins now. */
  void setAside(Path file, Instant now) throws IOException {
    Path aside = Path.of(file + DAMAGED);
    Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
    Files.setLastModifiedTime(aside, FileTime.from(now));
    count();
  }

  /** Deletes what was set aside before. */
  void sweep(Instant before) throws IOException {
    for (Path file : files(DAMAGED)) {
      if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
        Files.delete(file);
      }
    }
    count();
  }

  private void count() throws IOException {
    List<Path> aside = files(DAMAGED);
    long length = 0;
    for (Path file : aside) {
      length += Files.size(file);
    }
    damaged = aside.size();
    bytes = length;
  }

  /** Files that are set aside. */
  int damaged() {
    return damaged;
  }

  /** Their length in bytes. */
  long bytes() {
    return bytes;
  }

  @Override
  public void close() throws IOException {
    lock.acquiredBy().close();
  }
}
