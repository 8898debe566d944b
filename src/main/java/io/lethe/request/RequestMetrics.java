package io.lethe.request;

import io.lethe.policy.PolicyCatalog;
import io.lethe.request.WatchStore.Overdue;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/** Gauges of deadlines; labels name policies and types only. What gets worse is logged once. */
@ApplicationScoped
class RequestMetrics {

  private static final Logger LOG = Logger.getLogger(RequestMetrics.class);
  private static final String OVERDUE = "lethe.requests.overdue";
  private static final String SOON = "lethe.requests.due.soon";

  private final MeterRegistry registry;
  private final Map<String, AtomicLong> gauges = new ConcurrentHashMap<>();

  RequestMetrics(MeterRegistry registry) {
    this.registry = registry;
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
                          gauge(OVERDUE, version.policy(), rule.type().label());
                          gauge(SOON, version.policy(), rule.type().label());
                        }));
  }

  /** Sets what was counted, and 0 where nothing was. */
  void measured(List<Overdue> counted) {
    Set<String> seen = new HashSet<>();
    for (Overdue one : counted) {
      String type = one.type().label();
      long before = gauge(OVERDUE, one.policy(), type).getAndSet(one.overdue());
      gauge(SOON, one.policy(), type).set(one.soon());
      seen.add(key(OVERDUE, one.policy(), type));
      seen.add(key(SOON, one.policy(), type));
      if (one.overdue() > before) {
        LOG.warnf("%d requests of type %s are overdue: %s", one.overdue(), type, one.policy());
      }
    }
    gauges.forEach(
        (key, gauge) -> {
          if (!seen.contains(key)) {
            gauge.set(0);
          }
        });
  }

  private AtomicLong gauge(String name, String policy, String type) {
    return gauges.computeIfAbsent(
        key(name, policy, type),
        key -> {
          AtomicLong held = new AtomicLong();
          registry.gauge(name, Tags.of("policy", policy, "type", type), held);
          return held;
        });
  }

  private static String key(String name, String policy, String type) {
    return name + "/" + policy + "/" + type;
  }
}
