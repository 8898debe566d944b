package io.lethe.sidecar;

import io.lethe.problem.ErrorCode;
import io.lethe.sidecar.SpoolSegment.Entry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * What the centre has refused for good, until its cause is mended or its term is over.
 *
 * <p><b>Guarantee</b>: nothing is kept of persons who are to have no records, nor of categories
 * that are to have none. Nothing is kept for longer than its term and two hours, counted from its
 * refusal, while the process runs; nor more than so many bytes: the oldest goes first.
 *
 * <p><b>Thread safety</b>: safe from any thread, one after the other.
 */
final class SpoolRefused implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(SpoolRefused.class);

  /** What must not be there at all. */
  private static final Set<String> NEVER =
      Set.of(
          ErrorCode.SUBJECT_DESTROYED.name(),
          ErrorCode.SUBJECT_BANNED.name(),
          ErrorCode.CATEGORY_EXCLUDED.name());

  /** A file has at most such a part of all. */
  static final int PARTS = 8;

  private static final int READ = 500;
  private static final int READ_BYTES = 1024 * 1024;

  private final Spool spool;
  private final long limit;
  private final Duration kept;
  private final Clock clock;

  /**
   * Keeps refused items in a spool of its own.
   *
   * @param limit in bytes
   * @param kept how long an item is kept
   */
  SpoolRefused(Spool spool, long limit, Duration kept, Clock clock) {
    this.spool = spool;
    this.limit = limit;
    this.kept = kept;
    this.clock = clock;
  }

  /** Keeps items, which are on the disk afterwards, but for those that must not be there. */
  synchronized void keep(List<Refusal> refusals) throws IOException {
    long now = clock.millis();
    List<SpoolItem> part = new ArrayList<>();
    long length = 0;
    for (Refusal refusal : refusals) {
      SpoolItem item = refusal.item();
      if (NEVER.contains(refusal.code())) {
        continue;
      }
      if (length > 0 && length + length(item) > limit / PARTS) {
        append(part, length);
        part.clear();
        length = 0;
      }
      part.add(new SpoolItem(item.kind(), now, item.json()));
      length += length(item);
    }
    append(part, length);
  }

  private static int length(SpoolItem item) {
    return SpoolFrames.OVERHEAD + item.length();
  }

  private void append(List<SpoolItem> items, long length) throws IOException {
    if (items.isEmpty()) {
      return;
    }
    while (spool.bytes() + length > limit && forgetOldest()) {
      // Each time a file goes.
    }
    if (spool.bytes() + length > limit) {
      LOG.warnf("%d refused items are not kept: they are too long", items.size());
      return;
    }
    try {
      spool.append(items);
    } catch (IOException e) {
      if (!forgetOldest()) {
        throw e;
      }
      spool.append(items); // a full volume has room again
    }
  }

  private boolean forgetOldest() throws IOException {
    long lost = spool.forgetOldest();
    if (lost > 0) {
      LOG.warnf("%d refused items are dropped before their term: there is no room", lost);
    }
    return lost > 0;
  }

  /** Forgets what is older than its term, and has another file begin; asked each hour. */
  synchronized void sweep() throws IOException {
    Instant before = clock.instant().minus(kept);
    long items = spool.items();
    for (List<Entry> old = old(before); !old.isEmpty(); old = old(before)) {
      spool.acknowledge(old.get(old.size() - 1));
    }
    if (spool.items() < items) {
      LOG.warnf("%d refused items are dropped: their term is over", items - spool.items());
    }
    spool.sweepDamaged(before);
    spool.roll();
    spool.removeSent();
  }

  private List<Entry> old(Instant before) throws IOException {
    return spool.read(READ, READ_BYTES).stream()
        .takeWhile(entry -> entry.item().at() < before.toEpochMilli())
        .toList();
  }

  /** Moves all of it to the end of a spool. */
  synchronized void resend(Spool to) throws IOException {
    for (List<Entry> some = spool.read(READ, READ_BYTES);
        !some.isEmpty();
        some = spool.read(READ, READ_BYTES)) {
      to.append(some.stream().map(Entry::item).toList());
      spool.acknowledge(some.get(some.size() - 1));
    }
    spool.removeSent();
  }

  /** Its length on the disk in bytes; waits for nothing. */
  long bytes() {
    return spool.bytes();
  }

  /** Items that are kept; waits for nothing. */
  long items() {
    return spool.items();
  }

  /** Files of which entries are missing; waits for nothing. */
  int damaged() {
    return spool.damaged();
  }

  @Override
  public synchronized void close() throws IOException {
    spool.close();
  }

  /**
   * An item that was refused.
   *
   * @param code why
   */
  record Refusal(SpoolItem item, String code) {}
}
