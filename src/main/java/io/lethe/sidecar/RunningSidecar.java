package io.lethe.sidecar;

import io.lethe.problem.Redacted;
import io.lethe.sidecar.SpoolSegment.Entry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * The parts of a sidecar that has started.
 *
 * @param centre for calls of the product
 * @param own for the lease and the spool
 */
record RunningSidecar(
    CallerToken callers,
    CentreClient centre,
    CentreClient own,
    LeaseKeeper leases,
    LocalCalls local,
    Forwarding forwarding,
    SpoolOrder order,
    SpoolIntake spooling,
    SpoolWriter writer,
    SpoolSender sender,
    Spools spools,
    DiskProbe disk,
    SidecarMetrics metrics) {

  private static final Logger LOG = Logger.getLogger(RunningSidecar.class);

  /**
   * Whether what is brought can be accepted.
   *
   * <p>No lease is needed: an outage of the centre that is longer than a lease would take every
   * product out of service, whose records can be accepted all the same.
   */
  boolean isReady() {
    return !writer.failing();
  }

  /** Measures what there is to measure; waits for the disk. */
  void measure(Clock clock) {
    if (writer.failing() && disk.succeeds()) {
      writer.recovered();
    }
    try {
      spools.spool().idle();
      List<Entry> first = spools.spool().read(1, 1);
      Duration oldest =
          first.isEmpty()
              ? Duration.ZERO
              : Duration.between(Instant.ofEpochMilli(first.get(0).item().at()), clock.instant());
      metrics.oldest(oldest);
    } catch (IOException | RuntimeException e) {
      LOG.error("the spool cannot be read", Redacted.of(e));
    }
    centre.refresh();
    own.refresh();
    leases.check();
    metrics.lease(leases.lease().map(HeldLease::left).orElse(Duration.ZERO));
  }

  /**
   * Ends, in the order in which parts need each other.
   *
   * @param longest how long it may take to send what there is
   */
  void end(Duration longest) {
    writer.close();
    if (!sender.drain(longest)) {
      LOG.warnf("%d items stay in the spool", spools.spool().items());
    }
    sender.close();
    leases.close();
    centre.close();
    own.close();
    try {
      spools.close();
    } catch (IOException e) {
      LOG.warn("the spool was not closed", Redacted.of(e));
    }
  }
}
