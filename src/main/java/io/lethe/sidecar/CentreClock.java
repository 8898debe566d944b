package io.lethe.sidecar;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/**
 * The time of the centre, as the last lease has shown it; this machine's own before that.
 *
 * <p>What is collected is due by the centre's clock, and refused there when it lies ahead of it.
 *
 * <p><b>Thread safety</b>: safe from any thread.
 */
final class CentreClock extends Clock {

  /** What clocks that are kept right may differ by. */
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  private final Clock own;
  private volatile Duration ahead = Duration.ZERO;

  CentreClock(Clock own) {
    this.own = own;
  }

  /**
   * Takes over what the centre's clock showed between two instants of this machine's.
   *
   * @return how far the centre is ahead; zero when it may be not at all
   */
  Duration told(Instant shown, Instant asked, Instant answered) {
    Duration late = Duration.between(answered, shown);
    Duration early = Duration.between(asked, shown);
    Duration found = late.isNegative() ? early.isNegative() ? early : Duration.ZERO : late;
    ahead = found.abs().compareTo(TOLERANCE) > 0 ? found : Duration.ZERO;
    return ahead;
  }

  /** This machine's own time. */
  Instant own() {
    return own.instant();
  }

  @Override
  public Instant instant() {
    return own.instant().plus(ahead);
  }

  @Override
  public ZoneId getZone() {
    return own.getZone();
  }

  /** Goes on as this one does now. */
  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.offset(own.withZone(zone), ahead);
  }
}
