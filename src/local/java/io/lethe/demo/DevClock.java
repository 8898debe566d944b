package io.lethe.demo;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Real time, moved forward.
 *
 * <p><b>Thread safety</b>: may be moved and read from any thread.
 */
@Singleton
public class DevClock extends Clock {

  /** Leaves room for the longest term before dates stop having four digits. */
  private static final Instant END = Instant.parse("9000-01-01T00:00:00Z");

  private final Clock real = Clock.systemUTC();
  private final AtomicReference<Duration> ahead;

  DevClock(DevClockConfig config) {
    Duration start =
        config.start().map(at -> Duration.between(real.instant(), at)).orElse(Duration.ZERO);
    ahead = new AtomicReference<>(start);
  }

  /**
   * Moves on to this instant; time goes on from there.
   *
   * <p><b>Errors</b>: {@link ServiceException} with {@link ErrorCode#CLOCK_BACKWARDS}, or {@link
   * ErrorCode#CLOCK_OUT_OF_RANGE} from the year 9000 on.
   */
  public Instant moveTo(Instant now) {
    if (!now.isBefore(END)) {
      throw new ServiceException(ErrorCode.CLOCK_OUT_OF_RANGE, "the clock ends before " + END);
    }
    ahead.updateAndGet(
        current -> {
          Duration next = Duration.between(real.instant(), now);
          if (next.compareTo(current) < 0) {
            throw new ServiceException(ErrorCode.CLOCK_BACKWARDS, "it is later than that");
          }
          return next;
        });
    return now;
  }

  @Override
  public Instant instant() {
    return real.instant().plus(ahead.get());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.offset(real, ahead.get()).withZone(zone);
  }
}
