package io.lethe;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Asks again until the answer is the one that is waited for. */
public final class Await {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private Await() {}

  /** Returns the first answer that fits; fails with the last one when patience ends. */
  public static <T> T until(Supplier<T> question, Predicate<T> fits) {
    return until(PATIENCE, question, fits);
  }

  /** The same with a patience of its own. */
  public static <T> T until(Duration patience, Supplier<T> question, Predicate<T> fits) {
    long end = System.nanoTime() + patience.toNanos();
    T answer = question.get();
    while (!fits.test(answer)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + patience + ": " + answer);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
      answer = question.get();
    }
    return answer;
  }
}
