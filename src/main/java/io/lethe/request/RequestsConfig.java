package io.lethe.request;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of requests and incidents. */
@ConfigMapping(prefix = "lethe.requests")
public interface RequestsConfig {

  /** How often deadlines are measured, granted destructions followed, and old requests deleted. */
  @WithDefault("30s")
  Duration watchEvery();

  /** How long before its deadline a request is due soon. */
  @WithDefault("3d")
  Duration dueSoon();
}
