package io.lethe.policy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of policies. */
@ConfigMapping(prefix = "lethe.policies")
public interface PoliciesConfig {

  /** How soon a replica follows what another one has activated. */
  @WithDefault("10s")
  Duration reloadEvery();
}
