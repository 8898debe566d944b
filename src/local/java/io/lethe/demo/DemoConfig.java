package io.lethe.demo;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;

/** Settings of the demo data. */
@ConfigMapping(prefix = "lethe.demo")
public interface DemoConfig {

  /** Whether an empty database is filled after the start. */
  @WithParentName
  @WithDefault("false")
  boolean enabled();

  /** How many subjects there will be. */
  @WithDefault("20000")
  int subjects();
}
