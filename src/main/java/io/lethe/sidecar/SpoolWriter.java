package io.lethe.sidecar;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.Redacted;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Appends what many callers bring to the spool, and syncs it once for all who came meanwhile.
 *
 * <p><b>Guarantee</b>: who gets an answer has its items on the disk; who is refused has none there.
 * The spool never takes more bytes than its limit, and no failure ends the thread that writes.
 *
 * <p><b>Errors</b>: {@code SPOOL_FULL}, also when too much waits for the disk; {@code
 * SPOOL_UNAVAILABLE} when the disk fails, or while the process ends.
 */
final class SpoolWriter implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(SpoolWriter.class);

  /** A sync serves at most so many bytes. */
  private static final long GROUP = 8 * 1024 * 1024;

  /** So many bytes may wait for the disk: they are in memory. */
  private static final long WAITING = 16 * 1024 * 1024;

  private static final long PATIENCE_SECONDS = 10;

  private final Spool spool;
  private final long limit;
  private final BlockingQueue<Pending> queue = new LinkedBlockingQueue<>();
  private final AtomicLong pending = new AtomicLong();
  private final Thread thread = new Thread(this::run, "lethe-spool");
  private volatile boolean failing;
  private volatile boolean closed;

  /**
   * Starts it.
   *
   * @param limit in bytes
   */
  SpoolWriter(Spool spool, long limit) {
    this.spool = spool;
    this.limit = limit;
    thread.setDaemon(true);
    thread.start();
  }

  /** Has items on the disk, in this order. */
  Uni<Void> append(List<SpoolItem> items) {
    if (items.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    long bytes = items.stream().mapToLong(item -> SpoolFrames.OVERHEAD + item.length()).sum();
    long waiting = pending.addAndGet(bytes);
    if (spool.bytes() + waiting > limit) {
      return full(bytes, "the spool has at most " + limit + " bytes");
    }
    if (waiting > WAITING && waiting > bytes) {
      return full(bytes, "the disk is slower than what is brought");
    }
    Pending mine = new Pending(items, bytes, new CompletableFuture<>());
    queue.add(mine);
    if (closed && queue.remove(mine)) {
      refuse(mine);
    }
    return Uni.createFrom().completionStage(mine.done());
  }

  private Uni<Void> full(long bytes, String why) {
    pending.addAndGet(-bytes);
    return Uni.createFrom().failure(new ServiceException(ErrorCode.SPOOL_FULL, why));
  }

  /** Whether the last attempt to write failed. */
  boolean failing() {
    return failing;
  }

  /** The disk was seen to take something again: nobody may come to find that out. */
  void recovered() {
    failing = false;
  }

  private void run() {
    while (!closed || !queue.isEmpty()) {
      try {
        Pending first = queue.poll(1, TimeUnit.SECONDS);
        if (first != null) {
          write(first);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        closed = true;
      }
    }
    queue.forEach(this::refuse);
  }

  private void write(Pending first) {
    List<Pending> group = List.of(first);
    try {
      group = group(first);
      spool.append(group.stream().flatMap(one -> one.items().stream()).toList());
      failing = false;
      settled(group);
      group.forEach(one -> one.done().complete(null));
    } catch (Throwable e) { // whatever it is, there is no other thread to write
      failing = true;
      settled(group);
      group.forEach(this::refuse);
      LOG.error("the spool cannot be written", Redacted.of(e));
    }
  }

  private List<Pending> group(Pending first) {
    List<Pending> group = new ArrayList<>(List.of(first));
    long bytes = first.bytes();
    for (Pending next = queue.peek(); next != null && bytes < GROUP; next = queue.peek()) {
      group.add(queue.remove());
      bytes += next.bytes();
    }
    return group;
  }

  /** Before anybody is told: who comes then must not meet the same bytes twice. */
  private void settled(List<Pending> group) {
    group.forEach(one -> pending.addAndGet(-one.bytes()));
  }

  private void refuse(Pending one) {
    one.done()
        .completeExceptionally(
            new ServiceException(ErrorCode.SPOOL_UNAVAILABLE, "nothing was accepted"));
  }

  /** Writes what was brought, and ends. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private record Pending(List<SpoolItem> items, long bytes, CompletableFuture<Void> done) {}
}
