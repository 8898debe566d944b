package io.lethe.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much one caller may ask of what could be tried out value by value, per day (UTC). */
@ConfigMapping(prefix = "lethe.quotas")
public interface QuotasConfig {

  /** Values whose pseudonyms are computed. */
  @WithDefault("1000000")
  long compute();

  /** Tokens that are upgraded. */
  @WithDefault("10000000")
  long upgrade();

  /** Searches for a subject. */
  @WithDefault("100000")
  long search();

  /** Records that are re-identified. */
  @WithDefault("1000")
  long reidentify();

  /** Records a day of a caller from which re-identification raises an alarm. */
  @WithDefault("200")
  long reidentifyAlarm();
}
