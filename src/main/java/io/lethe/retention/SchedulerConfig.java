package io.lethe.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Whether runs are asked for by schedule. */
@ConfigMapping(prefix = "lethe.scheduler")
public interface SchedulerConfig {

  /** When false, only explicit runs act; what the schedule had queued or begun waits. */
  @WithDefault("true")
  boolean enabled();
}
