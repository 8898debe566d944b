package io.lethe.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Whether runs are asked for by schedule. */
@ConfigMapping(prefix = "lethe.scheduler")
public interface SchedulerConfig {

  /** When false, only explicit runs act. */
  @WithDefault("true")
  boolean enabled();
}
