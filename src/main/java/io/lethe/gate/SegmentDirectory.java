package io.lethe.gate;

import io.lethe.gate.SegmentFile.Content;
import io.lethe.gate.SegmentFile.Head;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Segments on the disk, a thousand to a directory. */
final class SegmentDirectory {

  private static final String SUFFIX = ".segment";
  private static final String CAUGHT_UP = "caught-up";
  private static final int EACH = 1_000;

  private final Path directory;
  private final Path root;
  private final AtomicReference<Optional<Head>> newest = new AtomicReference<>(Optional.empty());

  SegmentDirectory(Path directory) {
    this.directory = directory;
    this.root = directory.resolve("segments");
  }

  /**
   * The newest segment; empty when none was ever written.
   *
   * @throws IllegalStateException when the directory is not there
   */
  Optional<Head> newest() throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new NotReplayable(
          "lethe.export.directory names "
              + directory
              + ", which is not a directory: mount its volume, or make the directory if nothing was"
              + " ever exported");
    }
    Optional<Path> file = Optional.empty();
    for (Path thousand : named(root, Files::isDirectory, "")) {
      file = named(thousand, Files::isRegularFile, SUFFIX).stream().findFirst();
      if (file.isPresent()) {
        break;
      }
    }
    if (file.isEmpty()) {
      return Optional.empty();
    }
    long number = number(file.get());
    Optional<Head> known = newest.get().filter(head -> head.number() == number);
    if (known.isEmpty()) {
      newest.set(Optional.of(SegmentFile.read(file.get()).head()));
    }
    Instant told = caughtUp().orElse(null);
    return newest.get().map(head -> head.at(told));
  }

  private Optional<Instant> caughtUp() throws IOException {
    try {
      return Optional.of(Instant.parse(Files.readString(root.resolve(CAUGHT_UP)).strip()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** That a database had exported all there was, at a time that it has committed. */
  void caughtUp(Instant at) throws IOException {
    Files.createDirectories(root);
    Path beside = Files.createTempFile(root, CAUGHT_UP, ".tmp");
    Files.writeString(beside, at + "\n");
    Files.move(
        beside,
        root.resolve(CAUGHT_UP),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** What has a number for a name, the greatest first. */
  private static List<Path> named(Path of, Predicate<Path> kind, String suffix) throws IOException {
    if (!Files.isDirectory(of)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(of)) {
      return all.filter(path -> path.getFileName().toString().matches("\\d+" + suffix))
          .filter(kind)
          .sorted(Comparator.comparing((Path path) -> path.getFileName().toString()).reversed())
          .toList();
    }
  }

  private static long number(Path file) {
    String name = file.getFileName().toString();
    return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
  }

  private Path file(long number) {
    return root.resolve(String.format(Locale.ROOT, "%09d", number / EACH))
        .resolve(String.format(Locale.ROOT, "%012d%s", number, SUFFIX));
  }

  /** A segment; empty when it is not there. */
  Optional<Content> read(long number) throws IOException {
    Path file = file(number);
    return Files.exists(file) ? Optional.of(SegmentFile.read(file)) : Optional.empty();
  }

  /**
   * Writes a segment beside its place, and moves it there when it is on the disk.
   *
   * <p>Where one is there already it stays.
   */
  void write(long number, String text) throws IOException {
    Path place = file(number);
    Path in = Optional.ofNullable(place.getParent()).orElse(root);
    if (!Files.exists(place)) {
      Files.createDirectories(in);
      Path beside = Files.createTempFile(in, "segment", ".tmp");
      try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
        ByteBuffer left = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (left.hasRemaining()) {
          channel.write(left);
        }
        channel.force(true);
      }
      link(beside, place);
      for (Path each : List.of(in, root, directory)) {
        force(each);
      }
    }
  }

  /** A link is made only where nothing is, a move may replace; not every file system has links. */
  private static void link(Path beside, Path place) throws IOException {
    try {
      Files.createLink(place, beside);
    } catch (UnsupportedOperationException | FileSystemException e) {
      if (!Files.exists(place)) {
        Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    Files.deleteIfExists(beside);
  }

  /** What is in a directory is on the disk when the directory is. */
  private static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /**
   * Deletes segments that were written before an instant, but for the newest one; the oldest first,
   * up to the first that is younger.
   */
  int expire(Instant before) throws IOException {
    int deleted = 0;
    Optional<Head> last = newest();
    if (last.isEmpty()) {
      return 0;
    }
    List<Path> thousands = new ArrayList<>(named(root, Files::isDirectory, ""));
    Collections.reverse(thousands);
    for (Path thousand : thousands) {
      List<Path> files;
      try (Stream<Path> all = Files.list(thousand)) {
        files = all.sorted().toList();
      }
      for (Path file : files) {
        boolean segment = file.toString().endsWith(SUFFIX);
        boolean old = Files.getLastModifiedTime(file).toInstant().isBefore(before);
        if (segment && (!old || number(file) >= last.get().number())) {
          return deleted;
        }
        if (old && Files.deleteIfExists(file)) {
          deleted++;
        }
      }
      deleteEmpty(thousand);
    }
    return deleted;
  }

  private static void deleteEmpty(Path thousand) throws IOException {
    try {
      Files.deleteIfExists(thousand);
    } catch (DirectoryNotEmptyException e) {
      // Something is being written.
    }
  }
}
