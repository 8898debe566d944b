package io.lethe.database;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The root of Lethe's settings, so that a misspelt one refuses the start. */
@ConfigMapping(prefix = "lethe")
public interface LetheConfig {

  /** What this process is. */
  @WithDefault("server")
  Mode mode();
}
