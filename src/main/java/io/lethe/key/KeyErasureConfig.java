package io.lethe.key;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the destruction of data keys. */
@ConfigMapping(prefix = "lethe.key-erasure")
public interface KeyErasureConfig {

  /** How often keys that a batch has ended, and a killed process left, are destroyed. */
  @WithDefault("30s")
  Duration every();

  /** How often it is looked for data keys that a write has left which failed. */
  @WithDefault("1h")
  Duration orphansEvery();
}
