package io.lethe.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How a huge backlog is spread over runs. */
@ConfigMapping(prefix = "lethe.retention.spread")
public interface SpreadConfig {

  /** Records of a category; when more are due they are acted on in parts. 0: never. */
  @WithDefault("1000000")
  long above();

  /** How long a backlog is spread at most, where its deadlines leave so much time. */
  @WithDefault("7d")
  Duration over();

  /**
   * How often somebody else asks for a run, such as a CronJob; as the schedule does when absent.
   * Without either no backlog begins to be spread, for nobody would act on the rest.
   */
  Optional<Duration> every();
}
