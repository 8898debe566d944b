package io.lethe.policy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Settings of policies. */
@ConfigMapping(prefix = "lethe.policies")
public interface PoliciesConfig {

  /** How soon a replica follows what another one has activated. */
  @WithDefault("10s")
  Duration reloadEvery();

  /** How often a replica looks for recomputations that follow an activation. */
  @WithDefault("1s")
  Duration recomputeEvery();

  /** How long a recomputation without a heartbeat is taken to be alive. */
  @WithDefault("15s")
  Duration recomputeTimeout();

  /** Countries in which the databases of the data and of the keys are, two letters each. */
  Optional<Set<String>> databasesIn();

  /** When a recomputation that has failed is taken up again. */
  @WithDefault("30s")
  Duration recomputeAgain();
}
