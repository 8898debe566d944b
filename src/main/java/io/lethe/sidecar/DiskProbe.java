package io.lethe.sidecar;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Whether a disk that has failed takes something again.
 *
 * @param directory of the spool
 */
record DiskProbe(Path directory) {

  /** Bytes; more than a file system finds in a block that it has given away already. */
  private static final int LENGTH = 64 * 1024;

  /** Writes and syncs a file, and removes it. */
  boolean succeeds() {
    Path file = directory.resolve("probe");
    try {
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        WholeBytes.write(channel, ByteBuffer.allocate(LENGTH), 0);
        channel.force(true);
      } finally {
        Files.deleteIfExists(file);
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
