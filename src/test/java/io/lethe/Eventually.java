package io.lethe;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Waits for what comes in its own time, and not for ever. */
public final class Eventually {

  private static final Duration PAUSE = Duration.ofMillis(5);

  private Eventually() {}

  /** Looks until the value is as expected, and returns it; fails when it never is. */
  public static <T> T get(
      String expected, Duration patience, Callable<T> value, Predicate<T> asExpected) {
    return get(expected, patience, PAUSE, value, asExpected);
  }

  /** The same, and looks no more often than this. */
  public static <T> T get(
      String expected,
      Duration patience,
      Duration pause,
      Callable<T> value,
      Predicate<T> asExpected) {
    long end = System.nanoTime() + patience.toNanos();
    try {
      T last = value.call();
      while (!asExpected.test(last)) {
        if (System.nanoTime() > end) {
          throw new AssertionError("not " + expected + " in " + patience + ", but " + last);
        }
        LockSupport.parkNanos(pause.toNanos());
        last = value.call();
      }
      return last;
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
