package io.lethe.demo;

import io.smallrye.config.ConfigMapping;
import java.time.Instant;
import java.util.Optional;

/** Settings of the clock that can be moved. */
@ConfigMapping(prefix = "lethe.clock")
public interface DevClockConfig {

  /** Where it starts; real time by default. */
  Optional<Instant> start();
}
