package io.lethe.time;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The time up to which a run may act. */
public interface TrustedTime {

  /**
   * The cut-off when the database's clock says {@code databaseNow}.
   *
   * <p><b>Errors</b>: {@link ServiceException} with {@link ErrorCode#CLOCK_SKEW} when no time can
   * be trusted.
   */
  Instant cutoff(Instant databaseNow);

  /** Whether people move the service's clock; then a jump of it says nothing. */
  boolean movable();

  /** A limit that there is unless another is set; none where people move the clock. */
  default Optional<Duration> unlessMovable(Duration limit) {
    return movable() ? Optional.empty() : Optional.of(limit);
  }

  /** An instant that no cut-off up to now is later than. */
  Instant past(Instant databaseNow);
}
