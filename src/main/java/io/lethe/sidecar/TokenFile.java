package io.lethe.sidecar;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The token of the pod, which its node replaces from time to time.
 *
 * <p><b>Thread safety</b>: safe from any thread.
 */
final class TokenFile {

  /** A token is good for longer after it was replaced. */
  private static final Duration FRESH = Duration.ofSeconds(20);

  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final Path file;
  private Read read = new Read("", 0, false);
  private long refusedAt = System.nanoTime() - AGAIN.toNanos();

  TokenFile(Path file) {
    this.file = file;
  }

  /** The token as it was read a moment ago. */
  synchronized String token() throws IOException {
    long now = System.nanoTime();
    if (!read.valid() || now - read.at() > FRESH.toNanos()) {
      read = new Read(Files.readString(file).strip(), now, true);
    }
    return read.token();
  }

  /** Has it read again: somebody did not take it. Not more than once a second, whoever asks. */
  synchronized void refused() {
    long now = System.nanoTime();
    if (now - refusedAt >= AGAIN.toNanos()) {
      refusedAt = now;
      read = new Read("", 0, false);
    }
  }

  private record Read(String token, long at, boolean valid) {}
}
