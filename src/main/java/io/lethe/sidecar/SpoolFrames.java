package io.lethe.sidecar;

import io.lethe.crypto.Aead;
import io.lethe.crypto.AeadException;
import io.lethe.crypto.SecretBytes;
import io.lethe.sidecar.SpoolSegment.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * Entries as they stand in a file: {@code length(4) | number(8) | sealed}, big-endian; {@code
 * sealed} is 28 bytes longer than the item and bound to file and number (AES-256-GCM).
 *
 * <p><b>Guarantee</b>: what was not written whole, or was changed, is never read; an entry of
 * another file is none. What stands behind such bytes is found.
 *
 * <p><b>Thread safety</b>: none; the segment has it.
 */
final class SpoolFrames {

  private static final int FRAME = Integer.BYTES + Long.BYTES;
  private static final int SEAL = 28;

  /** By how many bytes an entry is longer than its item. */
  static final int OVERHEAD = FRAME + SEAL;

  /** Bytes that are written at once, unless an entry is longer. */
  private static final int PIECE = 1024 * 1024;

  /** Places that are looked at with one read. */
  private static final int WINDOW = 64 * 1024;

  private final FileChannel channel;
  private final SecretBytes key;
  private final byte[] file;

  /**
   * Reads and writes nothing yet.
   *
   * @param file what its entries are bound to
   */
  SpoolFrames(FileChannel channel, SecretBytes key, byte[] file) {
    this.channel = channel;
    this.key = key;
    this.file = file;
  }

  /**
   * Writes entries one after the other, and does not sync them.
   *
   * @param number of the first
   * @return where the last of them ends
   */
  long write(Iterable<SpoolItem> items, long place, long number) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(PIECE);
    long to = place;
    long next = number;
    for (SpoolItem item : items) {
      byte[] sealed = Aead.seal(key, item.bytes(), bound(next));
      if (piece.remaining() < FRAME + sealed.length) {
        to = flush(piece, to);
      }
      if (piece.remaining() < FRAME + sealed.length) {
        piece = ByteBuffer.allocate(FRAME + sealed.length);
      }
      piece.putInt(sealed.length).putLong(next).put(sealed);
      next++;
    }
    return flush(piece, to);
  }

  private long flush(ByteBuffer piece, long place) throws IOException {
    int length = piece.flip().remaining();
    WholeBytes.write(channel, piece, place);
    piece.clear();
    return place + length;
  }

  /**
   * The first whole entry at a place or behind it.
   *
   * @param number that it has at least
   * @param before that it is below
   * @return null when there is none
   */
  @Nullable Entry next(long place, long number, long before) throws IOException {
    long from = place;
    while (true) {
      Entry entry = at(from);
      if (entry == null) {
        entry = search(from + 1, number);
      }
      if (entry == null || entry.number() >= before) {
        return null;
      }
      if (entry.number() >= number) {
        return entry;
      }
      from = entry.end();
    }
  }

  /** The entry at a place; null where there is no whole one. */
  private @Nullable Entry at(long place) throws IOException {
    byte[] frame = WholeBytes.read(channel, place, FRAME);
    if (frame == null) {
      return null;
    }
    ByteBuffer head = ByteBuffer.wrap(frame);
    int length = head.getInt();
    long number = head.getLong();
    byte[] sealed =
        length < SEAL || length > channel.size() - place - FRAME
            ? null
            : WholeBytes.read(channel, place + FRAME, length);
    if (sealed == null) {
      return null;
    }
    try {
      SpoolItem item = SpoolItem.of(Aead.open(key, sealed, bound(number)));
      return new Entry(number, item, place + FRAME + length);
    } catch (AeadException e) {
      return null;
    }
  }

  private @Nullable Entry search(long place, long number) throws IOException {
    long size = channel.size();
    long numbers = size / OVERHEAD;
    for (long start = place; start + FRAME <= size; start += WINDOW) {
      int length = (int) Math.min(WINDOW + FRAME - 1, size - start);
      byte[] read = WholeBytes.read(channel, start, length);
      ByteBuffer window = ByteBuffer.wrap(read == null ? new byte[0] : read);
      for (int i = 0; i + FRAME <= window.capacity(); i++) {
        long ahead = window.getLong(i + Integer.BYTES) - number;
        // Few bytes look like a frame; each that does is opened.
        Entry entry = ahead >= 0 && ahead <= numbers ? at(start + i) : null;
        if (entry != null) {
          return entry;
        }
      }
    }
    return null;
  }

  private byte[] bound(long number) {
    return ByteBuffer.allocate(file.length + Long.BYTES).put(file).putLong(number).array();
  }
}
