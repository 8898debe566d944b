package io.lethe.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** What a run may do to a category without a second person. */
@ConfigMapping(prefix = "lethe.retention.brakes")
public interface BrakesConfig {

  /** Share of a category's records, from 0 to 1; a run that would act on more of them waits. */
  @WithDefault("0.5")
  double maxShare();

  /** Records of a category; a run that would act on more of them waits. */
  @WithDefault("1000000")
  long maxRecords();

  /**
   * How many times as many records as the mean of the last runs that acted on the category; a run
   * that would act on more of them waits.
   */
  @WithDefault("10")
  double maxDeviation();

  /** Records from which these three count: fewer are never too many. */
  @WithDefault("1000")
  long floor();

  /**
   * How much later than the last run's a cut-off may be; 7 days, or no limit where the service's
   * clock can be moved.
   */
  Optional<Duration> maxClockJump();

  /**
   * How long a run waits for a second person to act on a category whose terms a version has just
   * changed; 24 hours, or not at all where the service's clock can be moved.
   */
  Optional<Duration> coolingOff();
}
