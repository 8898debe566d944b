package io.lethe.act;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** What acts name besides what happened. */
@ConfigMapping(prefix = "lethe.acts")
public interface ActConfig {

  /** Name of the information system the data is destroyed in (order 179, point 3). */
  @WithDefault("Lethe")
  String informationSystem();

  /** Who signs for the destruction. */
  Responsible responsible();

  /** The person who signs. */
  interface Responsible {

    /** Full name. */
    Optional<String> name();

    /** Position. */
    Optional<String> position();
  }

  /** How long backups hold what was destroyed, in days, as the operator keeps them. */
  @WithDefault("30")
  int backupDays();

  /**
   * How long acts are kept with their event logs, after the day on which they were written; less
   * than three years is refused.
   */
  @WithConverter(ActTermConverter.class)
  @WithDefault("1096d")
  Duration kept();

  /** How often acts are looked for whose term is over. */
  @WithDefault("1h")
  Duration destroyEvery();
}
