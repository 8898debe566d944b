package io.lethe.sidecar;

import io.lethe.sidecar.SpoolSegment.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * The files of a spool that have entries, numbered throughout; the last of them grows.
 *
 * <p>There is none while nothing waits. A new one begins when the last is long enough, was sealed
 * under the key of before, or has bytes that it should not have.
 *
 * <p><b>Thread safety</b>: none; the spool has it.
 */
final class SpoolFiles implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(SpoolFiles.class);

  private final SpoolDirectory directory;
  private final SpoolKeys keys;
  private final long longest;
  private final Deque<SpoolSegment> segments = new ArrayDeque<>();
  private long next;
  private boolean rolled;

  /**
   * Has opened nothing yet.
   *
   * @param longest a file ends with the append that reaches so many bytes
   */
  SpoolFiles(SpoolDirectory directory, SpoolKeys keys, long longest) {
    this.directory = directory;
    this.keys = keys;
    this.longest = longest;
  }

  /**
   * Opens what is there.
   *
   * @param first the number of the first entry that is not acknowledged
   * @throws SpoolSegment.WrongKey when a file was sealed under another key
   */
  void recover(long first) throws IOException {
    List<Path> files = directory.segments();
    next = first;
    for (int i = 0; i < files.size(); i++) {
      boolean newest = i + 1 == files.size();
      long before = newest ? Long.MAX_VALUE : SpoolSegment.first(files.get(i + 1));
      Optional<SpoolSegment> opened = SpoolSegment.open(files.get(i), keys, first, before);
      if (opened.isEmpty()) {
        Files.delete(files.get(i));
      } else {
        segments.add(opened.get());
        next = Math.max(next, opened.get().next());
        check(opened.get(), before, newest);
      }
    }
  }

  private static void check(SpoolSegment segment, long before, boolean newest) throws IOException {
    long torn = segment.torn();
    if (newest && torn > 0) {
      segment.truncate();
      LOG.warnf("the spool ends with %d bytes that nobody was told of: dropped", torn);
    } else if (!newest && segment.next() < before) {
      segment.damage();
    }
    if (segment.isDamaged()) {
      LOG.error("a file of the spool is damaged: what can be read of it is sent");
    }
  }

  /**
   * Appends items, which are on the disk afterwards, all of them or none.
   *
   * @return the number of the first
   */
  long append(List<SpoolItem> items) throws IOException {
    if (rolled
        || segments.isEmpty()
        || !segments.getLast().isFit()
        || segments.getLast().end() >= longest) {
      add();
    }
    long first = next;
    segments.getLast().append(items);
    next = segments.getLast().next();
    return first;
  }

  /**
   * Shows entries in their order.
   *
   * @param number that it has at least
   * @param reader gets one after the other, as long as it says so
   */
  void read(long number, Predicate<Entry> reader) throws IOException {
    for (SpoolSegment segment : segments) {
      long from = segment.from();
      long next = Math.max(segment.first(), number);
      for (Entry entry = segment.read(from, next);
          entry != null;
          entry = segment.read(from, next)) {
        if (!reader.test(entry)) {
          return;
        }
        from = entry.end();
        next = entry.number() + 1;
      }
    }
  }

  /** Has entries up to one of them never asked for again. */
  void skip(Entry last) {
    segments.forEach(segment -> segment.skip(last));
  }

  private void add() throws IOException {
    if (!segments.isEmpty() && segments.getLast().first() == next) {
      segments.removeLast().close(); // has no entry, and its name is taken
    }
    SpoolSegment made = SpoolSegment.create(directory.path(), keys, next);
    try {
      directory.force();
    } catch (IOException e) {
      made.close(); // a power loss may take its name, with what others are told is accepted
      throw e;
    }
    segments.add(made);
    rolled = false;
  }

  /**
   * Reads a file again whose last append could not be undone; another takes what comes.
   *
   * @param first the number of the first entry that is not acknowledged
   */
  void reopen(long first) throws IOException {
    if (!segments.isEmpty() && segments.getLast().isBroken()) {
      SpoolSegment broken = segments.getLast();
      SpoolSegment whole =
          SpoolSegment.open(broken.file(), keys, first, next)
              .orElseThrow(() -> new IOException("a file of the spool cannot be read any more"));
      segments.removeLast().close();
      segments.add(whole);
    }
  }

  /** Has another file begin with the next append. */
  void roll() {
    rolled = true;
  }

  /**
   * Lets files go whose every entry is acknowledged.
   *
   * @param newest whether the last one may go, too
   * @param now when the term of a damaged one begins
   */
  void drop(long acknowledged, boolean newest, Instant now) throws IOException {
    while (!segments.isEmpty()
        && segments.getFirst().next() <= acknowledged + 1
        && (newest || segments.size() > 1)) {
      SpoolSegment segment = segments.removeFirst();
      segment.close();
      if (segment.isDamaged()) {
        directory.setAside(segment.file(), now);
      } else {
        Files.delete(segment.file());
      }
    }
  }

  /** The files, in their order. */
  Collection<SpoolSegment> all() {
    return segments;
  }

  /** The number of the last entry of the oldest file. */
  long oldest() {
    return (segments.isEmpty() ? next : segments.getFirst().next()) - 1;
  }

  /** The number of the next entry. */
  long next() {
    return next;
  }

  /** Whether the last one is worth to be replaced: it has a sixteenth of its length. */
  boolean isLong() {
    return !segments.isEmpty() && segments.getLast().end() >= longest / 16;
  }

  /** Entries after this number. */
  long left(long acknowledged) {
    return segments.stream()
        .mapToLong(one -> one.next() - Math.max(one.first(), acknowledged + 1))
        .filter(left -> left > 0)
        .sum();
  }

  /** Their length in bytes. */
  long bytes() {
    return segments.stream().mapToLong(SpoolSegment::end).sum();
  }

  /** How many of them are damaged. */
  int damaged() {
    return (int) segments.stream().filter(SpoolSegment::isDamaged).count();
  }

  @Override
  public void close() throws IOException {
    for (SpoolSegment segment : segments) {
      segment.close();
    }
  }
}
