package io.lethe.sidecar;

import io.lethe.crypto.Aead;
import io.lethe.crypto.AeadException;
import io.lethe.crypto.SecretBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How far a spool has been acknowledged, and how far it may have been sent.
 *
 * <p>The file has two blocks of 4096 bytes. Each begins with {@code sealed(count(8) |
 * acknowledged(8) | sent(8) | since(8))}, big-endian, {@code since} in Unix milliseconds; the rest
 * is zero. They are written in turn, in place: what opens and has the higher count is in force.
 *
 * <p><b>Guarantee</b>: to write it needs no room on the disk. A kill leaves it as it was, or as it
 * was to be. One that is lost costs nothing but that items are sent again, as if each had been sent
 * when it was accepted.
 *
 * <p><b>Thread safety</b>: none; the spool has it.
 */
final class SpoolPosition implements AutoCloseable {

  private static final String INFO = "position";
  private static final byte[] AAD = INFO.getBytes(StandardCharsets.US_ASCII);

  /** Of a file system: one that is half-written leaves the other as it is. */
  private static final int BLOCK = 4096;

  private static final int SEALED = 4 * Long.BYTES + 28;

  private final FileChannel channel;
  private final SpoolKeys keys;
  private Mark mark;
  private boolean found;

  private SpoolPosition(FileChannel channel, SpoolKeys keys) {
    this.channel = channel;
    this.keys = keys;
    this.mark = new Mark(0, 0, 0, 0);
  }

  /** Opens the file of a directory, and makes it if it is not there. */
  static SpoolPosition open(Path directory, SpoolKeys spoolKeys) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve("position"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    SpoolPosition position = new SpoolPosition(channel, spoolKeys.derived(new byte[0], INFO));
    try {
      position.read();
      return position;
    } catch (IOException e) {
      position.close();
      throw e;
    }
  }

  private void read() throws IOException {
    boolean made = channel.size() == 0;
    if (channel.size() < 2 * BLOCK) {
      WholeBytes.write(
          channel, ByteBuffer.allocate((int) (2 * BLOCK - channel.size())), channel.size());
    }
    for (int slot = 0; slot < 2; slot++) {
      Mark read = read(slot);
      if (read != null && read.count() > mark.count()) {
        mark = read;
        found = true;
      }
    }
    if (made) {
      write(mark);
    }
  }

  private @Nullable Mark read(int slot) throws IOException {
    byte[] sealed = WholeBytes.read(channel, (long) slot * BLOCK, SEALED);
    for (SecretBytes key : keys.opening()) {
      try {
        ByteBuffer opened = ByteBuffer.wrap(Aead.open(key, sealed == null ? AAD : sealed, AAD));
        return new Mark(opened.getLong(), opened.getLong(), opened.getLong(), opened.getLong());
      } catch (AeadException e) {
        // The next key, or none: it is as if it had never been written.
      }
    }
    return null;
  }

  /** Whether it was read, or was never written before. */
  boolean isKnown() {
    return found;
  }

  /** The number of the last acknowledged entry; 0 when there is none. */
  long acknowledged() {
    return mark.acknowledged();
  }

  /** Writes that an entry and those before it are acknowledged; it is on the disk afterwards. */
  void acknowledge(long last) throws IOException {
    write(new Mark(mark.count(), last, mark.sent(), mark.since()));
  }

  /** Writes that entries up to this one are about to be sent, if it does not say so yet. */
  void sending(long last, Instant now) throws IOException {
    if (last > mark.sent()) {
      long since = mark.acknowledged() >= mark.sent() ? now.toEpochMilli() : mark.since();
      write(new Mark(mark.count(), mark.acknowledged(), last, since));
    }
  }

  /** Writes that entries up to this one may have been sent at any time. */
  void lost(long last) throws IOException {
    write(new Mark(mark.count(), mark.acknowledged(), last, 0));
    found = true;
  }

  /** Since when an entry may have been sent; the present if it was not. */
  Instant since(long number, Instant accepted, Instant now) {
    if (number > mark.sent()) {
      return now;
    }
    Instant since = Instant.ofEpochMilli(mark.since());
    return since.isAfter(accepted) ? since : accepted;
  }

  private void write(Mark next) throws IOException {
    Mark written = new Mark(mark.count() + 1, next.acknowledged(), next.sent(), next.since());
    byte[] sealed = Aead.seal(keys.sealing(), written.bytes(), AAD);
    long slot = written.count() % 2;
    WholeBytes.write(channel, ByteBuffer.wrap(Arrays.copyOf(sealed, BLOCK)), slot * BLOCK);
    channel.force(false);
    mark = written;
  }

  @Override
  public void close() throws IOException {
    keys.close();
    channel.close();
  }

  private record Mark(long count, long acknowledged, long sent, long since) {

    byte[] bytes() {
      return ByteBuffer.allocate(4 * Long.BYTES)
          .putLong(count)
          .putLong(acknowledged)
          .putLong(sent)
          .putLong(since)
          .array();
    }
  }
}
