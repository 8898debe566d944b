package io.lethe.sidecar;

import io.lethe.crypto.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file by which somebody asks for what was refused to be sent once more.
 *
 * <p>What it says means nothing but that it is another thing than before. A hash of what was
 * followed is kept beside the spool, so that a request is followed once, whatever starts again.
 *
 * <p><b>Thread safety</b>: none.
 *
 * @param asked the file; it may be missing
 * @param followed the hash's
 */
record ResendRequest(Path asked, Path followed) {

  private static final int LONGEST = 4096;

  /** What is asked now; empty when nothing is, or what was followed before. */
  Optional<String> open() throws IOException {
    String text = read(asked).strip();
    String hash = Sha256.hex(text);
    return text.isEmpty() || hash.equals(read(followed)) ? Optional.empty() : Optional.of(hash);
  }

  /** What was asked has been followed. */
  void follow(String hash) throws IOException {
    Files.writeString(followed, hash);
  }

  private static String read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return "";
    }
  }
}
