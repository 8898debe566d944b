package io.lethe.act;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
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
}
