package io.lethe.gate;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What goes out of the database, and how it comes back. */
@ConfigMapping(prefix = "lethe.export")
public interface ExportConfig {

  /**
   * Directory outside the database to which segments and the journal of each run go, and from which
   * they are replayed.
   */
  Optional<Path> directory();

  /** How often a segment is written of what is new, and how often the gate is looked at. */
  @WithDefault("5s")
  Duration every();

  /** How long segments are kept: longer than any backup. */
  @WithDefault("1096d")
  Duration kept();

  /** How old the last export may be before batches wait for the next one. */
  @WithDefault("5m")
  Duration maxLag();

  /** Whether a restored database gets what it lacks at once, or when somebody asks for it. */
  @WithDefault("automatic")
  ReplayMode replay();
}
