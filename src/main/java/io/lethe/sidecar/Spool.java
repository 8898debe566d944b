package io.lethe.sidecar;

import io.lethe.sidecar.SpoolSegment.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Items on the disk, sealed, in the order in which they were accepted.
 *
 * <p>They are in files ({@link SpoolFiles}) of a directory ({@link SpoolDirectory}); how far they
 * are acknowledged is in another one there ({@link SpoolPosition}). A file goes as a whole, at the
 * latest when nothing is left to send and nothing comes.
 *
 * <p><b>Guarantee</b>: an item that {@link #append} has returned for is there until it is
 * acknowledged, whatever kills the process. What a kill leaves half-written is dropped at the next
 * start; nobody was told that it was accepted. Damage costs the entries that it is in: the others
 * of the file are read, and it is set aside when they are acknowledged. To acknowledge needs no
 * room on the disk.
 *
 * <p><b>Warning</b>: an item may be read again that was acknowledged just before a kill.
 *
 * <p><b>Thread safety</b>: safe from any thread, one after the other; every call waits for the disk
 * but those that ask for what was {@link Measured}.
 */
final class Spool implements AutoCloseable {

  /** A file ends with the append that reaches so many bytes. */
  static final long SEGMENT = 4 * 1024 * 1024;

  private static final Logger LOG = Logger.getLogger(Spool.class);

  private final SpoolDirectory directory;
  private final SpoolFiles files;
  private final SpoolPosition position;
  private final SpoolKeys keys;
  private final Clock clock;
  private volatile Measured measured = new Measured(0, 0, 0, 0, 0);
  private boolean busy;

  private Spool(
      SpoolDirectory directory,
      SpoolFiles files,
      SpoolPosition position,
      SpoolKeys keys,
      Clock clock) {
    this.directory = directory;
    this.files = files;
    this.position = position;
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * Opens a directory, and makes it if it is not there.
   *
   * @param keys of this directory, taken over
   * @param longest a file ends with the append that reaches so many bytes
   * @throws IOException when it cannot be written, or somebody else has it open
   * @throws SpoolSegment.WrongKey when its files were sealed under another key
   */
  static Spool open(Path path, SpoolKeys keys, long longest, Clock clock) throws IOException {
    SpoolDirectory directory = SpoolDirectory.open(path);
    SpoolFiles files = new SpoolFiles(directory, keys, longest);
    SpoolPosition position;
    try {
      position = SpoolPosition.open(directory.path(), keys);
    } catch (IOException e) {
      directory.close();
      throw e;
    }
    Spool spool = new Spool(directory, files, position, keys, clock);
    try {
      spool.recover();
      return spool;
    } catch (IOException e) {
      spool.close();
      throw e;
    }
  }

  private void recover() throws IOException {
    files.recover(position.acknowledged() + 1);
    if (!position.isKnown() && !files.all().isEmpty()) {
      LOG.warn("the position of the spool cannot be read: what its files have is sent again");
      position.lost(files.next() - 1);
    }
    drop(true);
  }

  /** Lets files go whose every entry is acknowledged. */
  private void drop(boolean newest) throws IOException {
    try {
      files.drop(position.acknowledged(), newest, clock.instant());
    } finally {
      measure();
    }
  }

  /**
   * Appends items, which are on the disk afterwards, all of them or none.
   *
   * @return the number of the first
   */
  synchronized long append(List<SpoolItem> items) throws IOException {
    busy = true;
    try {
      files.reopen(position.acknowledged() + 1);
      return files.append(items);
    } finally {
      measure();
    }
  }

  /**
   * The first entries of one kind that are not acknowledged, in their order.
   *
   * @param most entries
   * @param bytes of their JSON after which no further one is read
   */
  synchronized List<Entry> read(int most, int bytes) throws IOException {
    List<Entry> entries = new ArrayList<>();
    long[] length = {0};
    show(
        position.acknowledged() + 1,
        entry -> {
          if (!entries.isEmpty() && entries.get(0).item().kind() != entry.item().kind()) {
            return false;
          }
          entries.add(entry);
          length[0] += entry.item().json().length;
          return entries.size() < most && length[0] < bytes;
        });
    return entries;
  }

  /** The entry that comes so many after one that was read, or the last; of whatever kind. */
  synchronized Optional<Entry> behind(Entry last, int distance) throws IOException {
    Entry[] found = {null};
    show(
        last.number() + 1,
        entry -> {
          found[0] = entry;
          return entry.number() < last.number() + distance;
        });
    return Optional.ofNullable(found[0]);
  }

  private void show(long number, Predicate<Entry> reader) throws IOException {
    files.reopen(position.acknowledged() + 1);
    files.read(number, reader);
    measure();
  }

  /** Notes that an entry and those before it are about to be sent; it is on the disk afterwards. */
  synchronized void sending(Entry last) throws IOException {
    position.sending(last.number(), clock.instant());
  }

  /** Since when an entry may have been sent; the present if it was not. */
  synchronized Instant sentSince(Entry entry) {
    Instant accepted = Instant.ofEpochMilli(entry.item().at());
    return position.since(entry.number(), accepted, clock.instant());
  }

  /** Forgets an entry that was read, and those before it. */
  synchronized void acknowledge(Entry last) throws IOException {
    position.acknowledge(last.number());
    files.skip(last);
    drop(files.isLong());
  }

  /** Forgets what the oldest file has; answers how many items. */
  synchronized long forgetOldest() throws IOException {
    long before = items();
    position.acknowledge(Math.max(position.acknowledged(), files.oldest()));
    drop(true);
    return before - items();
  }

  /** Lets the last file go, if nothing of it is left and nothing came since it was asked last. */
  synchronized void idle() throws IOException {
    drop(!busy);
    busy = false;
  }

  /** The same, whatever came. */
  synchronized void removeSent() throws IOException {
    drop(true);
  }

  /** Has another file begin with the next append. */
  synchronized void roll() {
    files.roll();
  }

  /** Deletes damaged files that were set aside before. */
  synchronized void sweepDamaged(Instant before) throws IOException {
    directory.sweep(before);
    measure();
  }

  private void measure() {
    long acknowledged = position.acknowledged();
    measured =
        new Measured(
            files.bytes() + directory.bytes(),
            files.left(acknowledged),
            files.next() - 1,
            acknowledged,
            files.damaged() + directory.damaged());
  }

  /** Its length on the disk with what is set aside, in bytes; waits for nothing. */
  long bytes() {
    return measured.bytes();
  }

  /** Items that are not acknowledged; waits for nothing. */
  long items() {
    return measured.items();
  }

  /** All of these at one moment, and how far it has come; waits for nothing. */
  Measured measured() {
    return measured;
  }

  /** Files of which entries are missing; waits for nothing. */
  int damaged() {
    return measured.damaged();
  }

  @Override
  public synchronized void close() throws IOException {
    files.close();
    position.close();
    keys.close();
    directory.close();
  }

  /** Lengths and numbers: what is on the disk, and the last entries appended and acknowledged. */
  record Measured(long bytes, long items, long appended, long acknowledged, int damaged) {}
}
