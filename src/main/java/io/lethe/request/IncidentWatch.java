package io.lethe.request;

import io.lethe.metric.Gauges;
import io.lethe.metric.Gauges.Gauge;
import io.lethe.policy.PolicyCatalog;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/** Measures which notices of incidents are overdue, and how many people are to be told. */
@ApplicationScoped
class IncidentWatch {

  private static final Logger LOG = Logger.getLogger(IncidentWatch.class);
  private static final String OVERDUE = "lethe.incidents.overdue";
  private static final String QUEUED = "lethe.incidents.notices.queued";

  private final IncidentStore incidents;
  private final Clock clock;
  private final Gauges gauges;

  IncidentWatch(IncidentStore incidents, MeterRegistry registry, Clock clock) {
    this.incidents = incidents;
    this.gauges = new Gauges(registry);
    this.clock = clock;
  }

  /** Lets the gauges begin at 0: an alert cannot see an absent one. */
  void declare(@Observes PolicyCatalog.Replaced replaced) {
    PolicyCatalog policies = replaced.catalog();
    policies.names().stream()
        .filter(policy -> policies.active(policy).isPresent())
        .forEach(
            policy -> {
              gauges.declare(gauge(OVERDUE, policy, "regulator"));
              gauges.declare(gauge(OVERDUE, policy, "result"));
              gauges.declare(gauge(QUEUED, policy, "subjects"));
            });
  }

  /** One look. */
  Uni<Void> once() {
    return incidents.open().invoke(this::measured).replaceWithVoid();
  }

  private void measured(List<Incident> open) {
    Instant now = clock.instant();
    Map<Gauge, Long> counted = new HashMap<>();
    for (Incident incident : open) {
      count(counted, incident, "regulator", incident.regulator(), now);
      count(counted, incident, "result", incident.result(), now);
      counted.merge(gauge(QUEUED, incident.policy(), "subjects"), incident.queued(), Long::sum);
    }
    gauges.setAll(
        counted,
        (gauge, value) -> {
          if (gauge.name().equals(OVERDUE)) {
            LOG.warnf("%d notices of incidents are overdue: %s", value, gauge.labels());
          }
        });
  }

  private static void count(
      Map<Gauge, Long> counted, Incident incident, String notice, Incident.Notice of, Instant now) {
    Instant due = of.dueAt();
    if (due != null && of.sentAt() == null && now.isAfter(due)) {
      counted.merge(gauge(OVERDUE, incident.policy(), notice), 1L, Long::sum);
    }
  }

  private static Gauge gauge(String name, String policy, String notice) {
    return Gauge.of(name, "policy", policy, "notice", notice);
  }
}
