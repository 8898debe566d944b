package io.lethe.key;

import io.lethe.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Clients that write, search and compute until they are told to stop.
 *
 * <p><b>Thread safety</b>: safe from any thread.
 */
final class Traffic implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** So that whoever starts, and whoever is asked, gets a share of a small machine. */
  private static final Duration PAUSE = Duration.ofMillis(10);

  private static final int MOST_FAILURES = 20;

  final AtomicLong writes = new AtomicLong();
  final AtomicLong searches = new AtomicLong();
  final AtomicLong events = new AtomicLong();
  final AtomicLong tokens = new AtomicLong();
  final AtomicLong opened = new AtomicLong();

  /** Held by whoever keeps a pseudonym that it is still going to ask about. */
  final ReadWriteLock keeping = new ReentrantReadWriteLock();

  private final Set<Integer> created = ConcurrentHashMap.newKeySet();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  /** Lets a client do one thing after the other. */
  void start(String name, Step step) {
    Thread thread = new Thread(() -> repeat(step), name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private void repeat(Step step) {
    for (int i = 0; !stopped && failures.size() < MOST_FAILURES; i++) {
      try {
        step.take(i);
      } catch (Exception | AssertionError e) {
        failures.add(e);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /** Notes a person whose first record was accepted now. */
  void created(int person) {
    created.add(person);
  }

  Collection<Integer> created() {
    return created;
  }

  Collection<Throwable> failures() {
    return failures;
  }

  /** Waits until the clients have done so much more, or have failed. */
  void awaitMore(long searchesMore, long writesMore) {
    long searchesThen = searches.get() + searchesMore;
    long writesThen = writes.get() + writesMore;
    Await.until(
        PATIENCE,
        this::text,
        text ->
            !failures.isEmpty() || searches.get() >= searchesThen && writes.get() >= writesThen);
  }

  /** Works while no client keeps a pseudonym from before. */
  void whenNothingIsKept(Runnable work) {
    keeping.writeLock().lock();
    try {
      work.run();
    } finally {
      keeping.writeLock().unlock();
    }
  }

  /** Lets every client end what it does. */
  void stop() throws InterruptedException {
    stopped = true;
    for (Thread thread : threads) {
      thread.join(PATIENCE.toMillis());
      if (thread.isAlive()) {
        failures.add(new AssertionError(thread.getName() + " does not end"));
      }
    }
  }

  /** What was done. */
  String text() {
    return "%,d searches, %,d writes, %,d events, %,d tokens, %,d re-identified; %,d failed"
        .formatted(
            searches.get(),
            writes.get(),
            events.get(),
            tokens.get(),
            opened.get(),
            failures.size());
  }

  @Override
  public void close() {
    stopped = true;
  }

  /** The next thing that a client does. */
  interface Step {
    void take(int number) throws Exception;
  }
}
