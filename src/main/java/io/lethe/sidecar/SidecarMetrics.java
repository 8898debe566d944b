package io.lethe.sidecar;

import io.lethe.metric.Gauges;
import io.lethe.metric.Gauges.Gauge;
import io.lethe.problem.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** What a sidecar counts; labels name codes only. */
final class SidecarMetrics {

  private static final Gauge OLDEST = Gauge.of("lethe.sidecar.spool.oldest.seconds");
  private static final Gauge LEASE = Gauge.of("lethe.sidecar.lease.left.seconds");
  private static final Gauge AHEAD = Gauge.of("lethe.sidecar.clock.ahead.seconds");
  private static final Gauge UNREADABLE = Gauge.of("lethe.sidecar.policies.unreadable");
  private static final String REFUSED = "lethe.sidecar.refused";

  private final MeterRegistry registry;
  private final Gauges gauges;
  private final Counter local;
  private final Counter forwarded;
  private final Counter spooled;
  private final Counter sent;

  SidecarMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.gauges = new Gauges(registry);
    this.local = registry.counter("lethe.sidecar.local");
    this.forwarded = registry.counter("lethe.sidecar.forwarded");
    this.spooled = registry.counter("lethe.sidecar.spooled");
    this.sent = registry.counter("lethe.sidecar.sent");
    gauges.declare(OLDEST);
    gauges.declare(LEASE);
    gauges.declare(AHEAD);
    gauges.declare(UNREADABLE);
  }

  /** Answered by the lease. */
  void local(int items) {
    local.increment(items);
  }

  /** Passed on to the centre. */
  void forwarded(int items) {
    forwarded.increment(items);
  }

  /** Accepted into the spool. */
  void spooled(int items) {
    spooled.increment(items);
  }

  /** Taken from the spool by the centre. */
  void sent(int items) {
    sent.increment(items);
  }

  /** Refused by the centre for good, or not sent again. */
  void refused(String code) {
    registry.counter(REFUSED, "code", known(code)).increment();
  }

  private static String known(String code) {
    if (code.equals(SpoolSettlement.SENT_TOO_LONG_AGO)) {
      return code;
    }
    for (ErrorCode one : ErrorCode.values()) {
      if (one.name().equals(code)) {
        return code;
      }
    }
    return "OTHER";
  }

  /**
   * Shows what is on the disk.
   *
   * @param refused what the centre has refused for good, and nobody has looked after
   */
  void show(Spool spool, SpoolRefused refused) {
    registry.gauge("lethe.sidecar.spool.bytes", spool, one -> one.bytes() + refused.bytes());
    registry.gauge("lethe.sidecar.spool.items", spool, Spool::items);
    registry.gauge("lethe.sidecar.spool.damaged", spool, one -> one.damaged() + refused.damaged());
    registry.gauge("lethe.sidecar.refused.items", refused, SpoolRefused::items);
  }

  /** Measures how long the first item has waited. */
  void oldest(Duration oldest) {
    gauges.set(OLDEST, oldest.toSeconds());
  }

  /** Measures the lease; one that is in force has a second at least. */
  void lease(Duration left) {
    gauges.set(LEASE, left.isNegative() || left.isZero() ? 0 : left.toSeconds() + 1);
  }

  /** How far the centre's clock is ahead of this machine's. */
  void ahead(Duration ahead) {
    gauges.set(AHEAD, ahead.toSeconds());
  }

  /** Leased policies that this build cannot read. */
  void unreadable(int policies) {
    gauges.set(UNREADABLE, policies);
  }
}
