package io.lethe.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of retention runs. */
@ConfigMapping(prefix = "lethe.retention")
public interface RetentionConfig {

  /** How often the scheduler asks for a run over everything. */
  @WithDefault("15m")
  Duration every();

  /** How often a replica looks for runs that are queued, or whose worker has died. */
  @WithDefault("1s")
  Duration pollEvery();

  /** How long a run without a heartbeat is taken to be alive. */
  @WithDefault("15s")
  Duration heartbeatTimeout();

  /** How often a replica says that its runs are alive. */
  @WithDefault("3s")
  Duration heartbeatEvery();

  /** How often the gauges of what is due and overdue are measured. */
  @WithDefault("30s")
  Duration backlogEvery();

  /** How often it is predicted which deadlines will be missed. */
  @WithDefault("15m")
  Duration forecastEvery();

  /** How often the due date of every record is worked out anew. */
  @WithDefault("1d")
  Duration sweepEvery();

  /** How long a batch may take; one that takes longer is given up and rolls back. */
  @WithDefault("5m")
  Duration batchTimeout();

  /** Most rows of a batch; a batch is one transaction. */
  @WithDefault("5000")
  int batchSize();

  /** How long a batch should take: it has as many rows as fit into that time. */
  @WithDefault("1s")
  Duration batchTarget();

  /** The same while this replica answers others, where that is less. */
  @WithDefault("200ms")
  Duration batchTargetBeside();

  /** Bytes of the rows of a batch, as they are stored: it has as many rows as fit into them. */
  @WithDefault("16777216")
  long batchBytes();

  /** Batches at once, per replica. */
  @WithDefault("2")
  int workers();

  /**
   * Most records of a category that a dry run works out to measure the groups that they would be
   * in; of more it measures a sample, and says so.
   */
  @WithDefault("20000")
  int measureRows();
}
