package io.lethe.request;

import io.lethe.metric.Gauges;
import io.lethe.metric.Gauges.Gauge;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.RequestType;
import io.lethe.request.WatchStore.Overdue;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/** Gauges of deadlines; labels name policies and types only. What gets worse is logged once. */
@ApplicationScoped
class RequestMetrics {

  private static final Logger LOG = Logger.getLogger(RequestMetrics.class);
  private static final String OVERDUE = "lethe.requests.overdue";
  private static final String SOON = "lethe.requests.due.soon";

  private final Gauges gauges;

  RequestMetrics(MeterRegistry registry) {
    this.gauges = new Gauges(registry);
  }

  /** Lets the gauges of what policies declare begin at 0: an alert cannot see an absent one. */
  void declare(@Observes PolicyCatalog.Replaced replaced) {
    PolicyCatalog policies = replaced.catalog();
    policies.names().stream()
        .flatMap(policy -> policies.active(policy).stream())
        .forEach(
            version ->
                version
                    .document()
                    .requests()
                    .values()
                    .forEach(
                        rule -> {
                          gauges.declare(gauge(OVERDUE, version.policy(), rule.type()));
                          gauges.declare(gauge(SOON, version.policy(), rule.type()));
                        }));
  }

  /** Sets what was counted, and 0 where nothing was. */
  void measured(List<Overdue> found) {
    Map<Gauge, Long> counted = new HashMap<>();
    for (Overdue one : found) {
      counted.put(gauge(OVERDUE, one.policy(), one.type()), one.overdue());
      counted.put(gauge(SOON, one.policy(), one.type()), one.soon());
    }
    gauges.setAll(
        counted,
        (gauge, value) -> {
          if (gauge.name().equals(OVERDUE)) {
            LOG.warnf("%d requests are overdue: %s", value, gauge.labels());
          }
        });
  }

  private static Gauge gauge(String name, String policy, RequestType type) {
    return Gauge.of(name, "policy", policy, "type", type.label());
  }
}
