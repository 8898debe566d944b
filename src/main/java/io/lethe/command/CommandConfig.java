package io.lethe.command;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of the command line. */
@ConfigMapping(prefix = "lethe.command")
public interface CommandConfig {

  /** Who asks for the runs of the command line, as acts and the ledger name it. */
  @WithDefault("retention")
  String operator();
}
