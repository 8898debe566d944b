package io.lethe.sidecar;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One file of the spool: a {@link SpoolHead}, and entries that are sealed under a key of its own.
 *
 * <p>Its name is the number of its first entry in 16 hexadecimal digits, and {@code .spool}. What
 * an earlier file has from that number on was never accepted.
 *
 * <p><b>Thread safety</b>: none; the spool has it.
 */
final class SpoolSegment implements AutoCloseable {

  /** Length of a head in bytes. */
  static final int HEAD = SpoolHead.LENGTH;

  static final String SUFFIX = ".spool";

  private static final Logger LOG = Logger.getLogger(SpoolSegment.class);

  private final Path file;
  private final FileChannel channel;
  private final SpoolHead head;
  private final SpoolFrames frames;
  private final long first;
  private long from = HEAD;
  private long end = HEAD;
  private long next;
  private boolean damaged;
  private boolean broken;

  private SpoolSegment(Path file, FileChannel channel, SpoolHead head) {
    this.file = file;
    this.channel = channel;
    this.head = head;
    this.frames = new SpoolFrames(channel, head.key(), head.place());
    this.first = first(file);
    this.next = first;
  }

  /** The number of a file's first entry. */
  static long first(Path file) {
    String name = file.getFileName().toString();
    return Long.parseUnsignedLong(name.substring(0, name.length() - SUFFIX.length()), 16);
  }

  /** Makes a file whose first entry will have this number; it is synced, its name is not. */
  static SpoolSegment create(Path directory, SpoolKeys keys, long first) throws IOException {
    Path file = directory.resolve(HexFormat.of().toHexDigits(first) + SUFFIX);
    FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      SpoolSegment segment = new SpoolSegment(file, channel, SpoolHead.write(channel, keys));
      channel.force(true);
      return segment;
    } catch (IOException | RuntimeException e) {
      channel.close();
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /**
   * Opens a file and reads it to its end.
   *
   * @param from the number of the first entry that may be asked for
   * @param before the number that its entries are below
   * @return empty when not even its head was written whole
   * @throws WrongKey when its head is whole and another key's
   */
  static Optional<SpoolSegment> open(Path file, SpoolKeys keys, long from, long before)
      throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      SpoolHead head = SpoolHead.read(channel, keys);
      if (head != null) {
        SpoolSegment segment = new SpoolSegment(file, channel, head);
        segment.scan(from, before);
        return Optional.of(segment);
      }
      if (channel.size() > HEAD) {
        throw new WrongKey();
      }
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return Optional.empty();
  }

  private void scan(long wanted, long before) throws IOException {
    for (Entry entry = frames.next(end, next, before);
        entry != null;
        entry = frames.next(end, next, before)) {
      damaged |= entry.number() != next;
      end = entry.end();
      next = entry.number() + 1;
      from = entry.number() < wanted ? end : from;
    }
  }

  /** What follows its last whole entry, in bytes. */
  long torn() throws IOException {
    return channel.size() - end;
  }

  /** Cuts off what follows the last whole entry. */
  void truncate() throws IOException {
    channel.truncate(end);
    channel.force(true);
  }

  /** Appends items; they are on the disk afterwards, all of them or none. */
  void append(List<SpoolItem> items) throws IOException {
    boolean whole = false;
    try {
      long to = frames.write(items, end, next);
      channel.force(false);
      end = to;
      next += items.size();
      whole = true;
    } finally {
      if (!whole) {
        undo();
      }
    }
  }

  private void undo() {
    broken = true;
    try {
      truncate();
      broken = false;
    } catch (IOException e) {
      LOG.warn("a file of the spool cannot be cut off: the next items go to another");
    }
  }

  /** Has entries up to one of them never asked for again. */
  void skip(Entry last) {
    if (last.number() >= first && last.number() < next) {
      from = last.end();
    }
  }

  /** Where its first entry is that was not skipped. */
  long from() {
    return from;
  }

  /**
   * The first entry that can be read, at a place of the file or behind it.
   *
   * @param number that it has at least
   * @return null when there is none
   */
  @Nullable Entry read(long at, long number) throws IOException {
    if (number >= next) {
      return null;
    }
    Entry entry = frames.next(at, number, next);
    if (entry == null) {
      damaged = true;
      next = number;
    } else if (entry.number() != number) {
      damaged = true;
    }
    return entry;
  }

  /** Marks it as one of which entries are missing. */
  void damage() {
    damaged = true;
  }

  Path file() {
    return file;
  }

  /** The number of its first entry. */
  long first() {
    return first;
  }

  /** The number of the entry that comes after its last. */
  long next() {
    return next;
  }

  /** Its length in bytes, whole entries alone. */
  long end() {
    return end;
  }

  /** Whether entries are missing that somebody was told of. */
  boolean isDamaged() {
    return damaged;
  }

  /** Whether it has bytes that it should not have, or was closed by a failure. */
  boolean isBroken() {
    return broken || !channel.isOpen();
  }

  /** Whether more may be appended: under the key of now, and behind whole entries. */
  boolean isFit() throws IOException {
    return head.current() && !damaged && !broken && channel.size() == end;
  }

  @Override
  public void close() throws IOException {
    head.key().close();
    channel.close();
  }

  /**
   * An entry that is whole.
   *
   * @param end where the next one begins
   */
  record Entry(long number, SpoolItem item, long end) {}

  /** A file was sealed under another key. */
  static final class WrongKey extends IOException {
    private static final long serialVersionUID = 1L;

    WrongKey() {
      super("a file of the spool was sealed under another key");
    }
  }
}
