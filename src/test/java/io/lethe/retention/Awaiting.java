package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for what another party does, and no longer than it must. */
final class Awaiting {

  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Duration STEP = Duration.ofMillis(15);

  private Awaiting() {}

  /** Looks until what is seen is as wanted. */
  static <T> T until(Supplier<T> look, Predicate<T> wanted) {
    return until(LONGEST, look, wanted);
  }

  /** Looks until what is seen is as wanted, for at most this long. */
  static <T> T until(Duration longest, Supplier<T> look, Predicate<T> wanted) {
    long end = System.nanoTime() + longest.toNanos();
    T seen = look.get();
    while (!wanted.test(seen) && System.nanoTime() < end) {
      LockSupport.parkNanos(STEP.toNanos());
      seen = look.get();
    }
    assertThat(seen).as("seen after %s", longest).matches(wanted);
    return seen;
  }
}
