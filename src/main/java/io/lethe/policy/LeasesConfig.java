package io.lethe.policy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of what sidecars are leased. */
@ConfigMapping(prefix = "lethe.leases")
public interface LeasesConfig {

  /** Whether sidecars are leased policies and keys of pseudonyms. */
  @WithDefault("false")
  boolean enabled();

  /** How long a lease lasts, 10 seconds to an hour; a sidecar renews it after a third. */
  @WithConverter(LeaseTermConverter.class)
  @WithDefault("10m")
  Duration term();
}
