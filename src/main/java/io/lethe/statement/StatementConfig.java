package io.lethe.statement;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of monthly statements. */
@ConfigMapping(prefix = "lethe.statements")
public interface StatementConfig {

  /** How often it is looked for months that have ended and have no statement. */
  @WithDefault("1h")
  Duration every();

  /** How long after the end of a month its statement is made. */
  @WithDefault("6h")
  Duration after();
}
