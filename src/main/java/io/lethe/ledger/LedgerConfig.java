package io.lethe.ledger;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the ledger. */
@ConfigMapping(prefix = "lethe.ledger")
public interface LedgerConfig {

  /** How often committed entries are sealed. */
  @WithDefault("1s")
  Duration sealEvery();
}
