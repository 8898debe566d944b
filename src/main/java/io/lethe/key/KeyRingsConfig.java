package io.lethe.key;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of open key rings and of the jobs over them. */
@ConfigMapping(prefix = "lethe.key-rings")
public interface KeyRingsConfig {

  /** How long open rings are used before they must have been read again; tried from half of it. */
  @WithDefault("1h")
  Duration cacheLife();

  /** How long rings that were replaced stay in memory for who still works with them. */
  @WithDefault("10m")
  Duration wipeAfter();

  /** How often a replica looks for changed rings, and says which it has. */
  @WithDefault("1s")
  Duration refreshEvery();

  /** How often a replica looks for jobs, and says that its own are alive. */
  @WithDefault("1s")
  Duration jobsEvery();

  /** How long a job without a heartbeat is taken to be alive. */
  @WithDefault("15s")
  Duration jobTimeout();

  /** How long a replica that says nothing is waited for before another version writes. */
  @WithDefault("10s")
  Duration replicaTimeout();

  /** How long a version may write (NIST SP 800-57, part 1, section 5.3: crypto-period). */
  @WithDefault("365d")
  Duration cryptoPeriod();

  /** How long before the end of its crypto-period a ring is warned of. */
  @WithDefault("14d")
  Duration warnBefore();

  /** Whether a ring whose crypto-period has ended is rotated, and rewrapped, by the scheduler. */
  @WithDefault("false")
  boolean rotateAutomatically();

  /** How often crypto-periods are looked at. */
  @WithDefault("1h")
  Duration periodsEvery();
}
