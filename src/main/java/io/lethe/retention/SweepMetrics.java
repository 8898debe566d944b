package io.lethe.retention;

import io.lethe.metric.Gauges;
import io.lethe.metric.Gauges.Gauge;
import io.lethe.policy.PolicyCatalog;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the sweep of due dates has found, and when it last came to its end. */
@ApplicationScoped
class SweepMetrics {

  private static final String LATE = "lethe.sweep.late.due.dates";

  private final MeterRegistry registry;
  private final Gauges gauges;

  SweepMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.gauges = new Gauges(registry);
  }

  /** Lets every counter begin at 0: an alert cannot tell an absent one from a silent one. */
  void declare(@Observes PolicyCatalog.Replaced replaced) {
    replaced
        .catalog()
        .forEachActive((policy, category) -> late(new CategoryRef(policy, category), 0));
  }

  /** Counts records whose due date was later than the truth. */
  void late(CategoryRef category, long records) {
    registry
        .counter(LATE, "policy", category.policy(), "category", category.category())
        .increment(records);
  }

  /** Sets when the last sweep came to its end, in seconds since 1970; 0 when none has. */
  void finished(@Nullable Instant at) {
    gauges.set(Gauge.of("lethe.sweep.finished.seconds"), at == null ? 0 : at.getEpochSecond());
  }
}
