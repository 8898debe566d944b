package io.lethe.time;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of time. */
@ConfigMapping(prefix = "lethe.time")
public interface TimeConfig {

  /** How far service and database may be apart before acting stops. */
  @WithDefault("2s")
  Duration maxSkew();
}
