package io.lethe.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/** How much a run gives way to everything else. */
@ConfigMapping(prefix = "lethe.retention.pace")
public interface PaceConfig {

  /** Rows of a run per second, over all replicas; no limit when absent. */
  Optional<Long> rowsPerSecond();

  /** Bytes of a run's rows per second, over all replicas; no limit when absent. */
  Optional<Long> bytesPerSecond();

  /** When runs act, as {@code 22:00-06:00}; always when absent. */
  @WithConverter(HoursConverter.class)
  Optional<Hours> hours();

  /** The zone of these hours. */
  @WithDefault("UTC")
  ZoneId zone();

  /** The 99th percentile of this replica's answers above which batches wait. */
  Optional<Duration> maxForegroundP99();

  /** How far a replica of the database may be behind before batches wait. */
  Optional<Duration> maxReplicaLag();

  /** Bytes of write-ahead log per second above which batches wait. */
  Optional<Long> maxWalPerSecond();

  /**
   * Age of the oldest transaction above which batches wait: what they delete cannot be vacuumed.
   */
  Optional<Duration> maxTransactionAge();

  /** How often the database is looked at. */
  @WithDefault("5s")
  Duration checkEvery();

  /**
   * How long a batch gives way to the last four at most: a run that waits for ever would keep
   * silent what it does not destroy.
   */
  @WithDefault("30s")
  Duration longestWait();
}
