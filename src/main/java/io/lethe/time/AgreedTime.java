package io.lethe.time;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.quarkus.arc.DefaultBean;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * The earlier of the service's and the database's time.
 *
 * <p><b>Guarantee</b>: one clock that runs ahead cannot make anything due.
 */
@Singleton
@DefaultBean
final class AgreedTime implements TrustedTime {

  private final Clock clock;
  private final TimeConfig config;

  AgreedTime(Clock clock, TimeConfig config) {
    this.clock = clock;
    this.config = config;
  }

  @Override
  public Instant cutoff(Instant databaseNow) {
    Instant serviceNow = clock.instant();
    Duration skew = Duration.between(serviceNow, databaseNow).abs();
    if (skew.compareTo(config.maxSkew()) > 0) {
      throw new ServiceException(
          ErrorCode.CLOCK_SKEW, "they are " + skew + " apart, the limit is " + config.maxSkew());
    }
    return databaseNow.isBefore(serviceNow) ? databaseNow : serviceNow;
  }

  @Override
  public boolean movable() {
    return false;
  }

  @Override
  public Instant past(Instant databaseNow) {
    Instant serviceNow = clock.instant();
    return databaseNow.isAfter(serviceNow) ? databaseNow : serviceNow;
  }
}
