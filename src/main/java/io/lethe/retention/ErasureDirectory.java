package io.lethe.retention;

import io.lethe.gate.NotReplayable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The directory of the journals, as a start finds it. */
final class ErasureDirectory {

  private static final Logger LOG = Logger.getLogger(ErasureDirectory.class);

  /** Longer than any export takes: another replica may be writing now. */
  private static final Duration LEFT = Duration.ofDays(1);

  private ErasureDirectory() {}

  /**
   * The journals in it; what killed exports have left is removed.
   *
   * @throws IllegalStateException when it is not there: a volume that is not mounted must not pass
   *     for one without journals
   */
  static List<Path> open(Path directory, Instant now) throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new NotReplayable(
          "lethe.export.directory names "
              + directory
              + ", which is not a directory: mount its volume, or make the directory if journals"
              + " were never written; without them a restored backup brings destroyed data back");
    }
    removeLeft(directory, now);
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(ErasureFile::is).sorted(Comparator.naturalOrder()).toList();
    }
  }

  private static void removeLeft(Path directory, Instant now) throws IOException {
    List<Path> unfinished;
    try (Stream<Path> all = Files.list(directory)) {
      unfinished = all.filter(ErasureFile::isUnfinished).toList();
    }
    for (Path file : unfinished) {
      boolean isOld =
          Files.exists(file)
              && Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(LEFT));
      if (isOld && Files.deleteIfExists(file)) {
        LOG.infof("removed %s, which an export that was killed had left", file.getFileName());
      }
    }
  }
}
