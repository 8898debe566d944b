package io.lethe.demo;

import io.lethe.time.TrustedTime;
import jakarta.inject.Singleton;
import java.time.Instant;

/** The moved clock alone: the database's cannot be moved with it. */
@Singleton
final class DevTime implements TrustedTime {

  private final DevClock clock;

  DevTime(DevClock clock) {
    this.clock = clock;
  }

  @Override
  public Instant cutoff(Instant databaseNow) {
    return clock.instant();
  }

  @Override
  public boolean movable() {
    return true;
  }

  @Override
  public Instant past(Instant databaseNow) {
    return clock.instant();
  }
}
