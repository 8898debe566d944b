package io.lethe.sidecar;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * The time of a lease, from before it was asked for.
 *
 * <p><b>Guarantee</b>: it ends by the time that the machine has run or by its clock, whichever is
 * first. The one stands still while the machine sleeps, the other may be set back.
 *
 * @param from by {@link System#nanoTime}
 * @param asked by the clock
 */
record LeaseTerm(long from, Instant asked, Duration lasts, Clock clock) {

  /** One that begins now; how long it lasts the lease will say. */
  static LeaseTerm begin(Clock clock) {
    return new LeaseTerm(System.nanoTime(), clock.instant(), Duration.ZERO, clock);
  }

  /** The same from its beginning on. */
  LeaseTerm lasting(Duration term) {
    return new LeaseTerm(from, asked, term, clock);
  }

  /** How long it lasts; negative when it has ended. */
  Duration left() {
    Duration run = lasts.minusNanos(System.nanoTime() - from);
    Duration told = Duration.between(clock.instant(), asked.plus(lasts));
    return run.compareTo(told) < 0 ? run : told;
  }
}
