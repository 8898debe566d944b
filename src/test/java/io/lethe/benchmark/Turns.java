package io.lethe.benchmark;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * How often something can be done in a second on one core, in turns with what it is compared with.
 *
 * <p>{@code -Dlethe.benchmark.millis} for each turn; the best of five turns counts.
 */
final class Turns {

  private static final long MILLIS = Long.getLong("lethe.benchmark.millis", 400);
  private static final int WARM_UP = 3;
  private static final int TURNS = 5;

  private Turns() {}

  /** Something to be done over and over, on so many bytes; its result is looked at. */
  record Work(String name, int bytes, Step step) {}

  /** One time. */
  @FunctionalInterface
  interface Step {
    Object once() throws Exception;
  }

  /** Prints both, and the ratio of the first to the second beside its target. */
  static void compare(Work own, Work other, double target) {
    double ours = 0;
    double theirs = 0;
    for (int i = 0; i < WARM_UP; i++) {
      turn(own);
      turn(other);
    }
    for (int i = 0; i < TURNS; i++) {
      ours = Math.max(ours, turn(own));
      theirs = Math.max(theirs, turn(other));
    }
    print(own, ours);
    print(other, theirs);
    System.out.printf(
        Locale.ROOT, "%-32s %10.2f x (target %.1f)%n", "  ratio", ours / theirs, target);
  }

  /** Prints the best turn. */
  static void best(Work work) {
    for (int i = 0; i < WARM_UP; i++) {
      turn(work);
    }
    double best = 0;
    for (int i = 0; i < TURNS; i++) {
      best = Math.max(best, turn(work));
    }
    print(work, best);
  }

  /** Times per second in one turn. */
  private static double turn(Work work) {
    long end = TimeUnit.MILLISECONDS.toNanos(MILLIS);
    long start = System.nanoTime();
    long done = 0;
    long spent;
    do {
      for (int i = 0; i < 16; i++) {
        done += once(work) == null ? 0 : 1;
      }
      spent = System.nanoTime() - start;
    } while (spent < end);
    return done * (double) TimeUnit.SECONDS.toNanos(1) / spent;
  }

  private static Object once(Work work) {
    try {
      return work.step().once();
    } catch (Exception e) {
      throw new IllegalStateException(work.name(), e);
    }
  }

  private static void print(Work work, double perSecond) {
    System.out.printf(
        Locale.ROOT,
        "%-32s %,12.0f / s %10.2f MB/s%n",
        work.name(),
        perSecond,
        perSecond * work.bytes() / 1_000_000);
  }
}
