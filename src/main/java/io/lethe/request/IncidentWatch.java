package io.lethe.request;

import io.lethe.database.Database;
import io.lethe.ledger.LedgerStore;
import io.lethe.policy.PolicyCatalog;
import io.lethe.time.TrustedTime;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Measures which notices of incidents are overdue and how many people are to be told, and deletes
 * incidents that have outlived their own term.
 */
@ApplicationScoped
class IncidentWatch {

  private static final Logger LOG = Logger.getLogger(IncidentWatch.class);
  private static final String OVERDUE = "lethe.incidents.overdue";
  private static final String QUEUED = "lethe.incidents.notices.queued";

  private final Database database;
  private final IncidentStore incidents;
  private final WatchStore store;
  private final LedgerStore ledger;
  private final TrustedTime time;
  private final MeterRegistry registry;
  private final Clock clock;
  private final Map<Gauge, AtomicLong> gauges = new ConcurrentHashMap<>();

  IncidentWatch(
      Database database,
      IncidentStore incidents,
      WatchStore store,
      LedgerStore ledger,
      TrustedTime time,
      MeterRegistry registry,
      Clock clock) {
    this.database = database;
    this.incidents = incidents;
    this.store = store;
    this.ledger = ledger;
    this.time = time;
    this.registry = registry;
    this.clock = clock;
  }

  /** Lets the gauges begin at 0: an alert cannot see an absent one. */
  void declare(@Observes PolicyCatalog.Replaced replaced) {
    PolicyCatalog policies = replaced.catalog();
    policies.names().stream()
        .filter(policy -> policies.active(policy).isPresent())
        .forEach(
            policy -> {
              gauge(new Gauge(OVERDUE, policy, "regulator"));
              gauge(new Gauge(OVERDUE, policy, "result"));
              gauge(new Gauge(QUEUED, policy, "subjects"));
            });
  }

  /** One look. */
  Uni<Void> once() {
    return store
        .databaseTime()
        .map(time::cutoff)
        .chain(this::delete)
        .chain(incidents::open)
        .invoke(this::measured)
        .replaceWithVoid();
  }

  private Uni<Void> delete(Instant cutoff) {
    return database.transaction(
        tx ->
            incidents
                .delete(tx, cutoff)
                .chain(
                    gone ->
                        gone == 0
                            ? Uni.createFrom().voidItem()
                            : ledger.append(
                                tx,
                                "incident.deleted",
                                clock.instant().truncatedTo(ChronoUnit.MICROS),
                                Map.of("incidents", gone))));
  }

  private void measured(List<Incident> open) {
    Instant now = clock.instant();
    Map<Gauge, Long> counted = new HashMap<>();
    for (Incident incident : open) {
      count(counted, incident, "regulator", incident.regulator(), now);
      count(counted, incident, "result", incident.result(), now);
      counted.merge(new Gauge(QUEUED, incident.policy(), "subjects"), incident.queued(), Long::sum);
    }
    counted.keySet().forEach(this::gauge);
    gauges.forEach(
        (gauge, held) -> {
          long value = counted.getOrDefault(gauge, 0L);
          long before = held.getAndSet(value);
          if (gauge.name().equals(OVERDUE) && value > before) {
            LOG.warnf(
                "%d notices of incidents to the regulator (%s) are overdue: %s",
                value, gauge.notice(), gauge.policy());
          }
        });
  }

  private static void count(
      Map<Gauge, Long> counted, Incident incident, String notice, Incident.Notice of, Instant now) {
    Instant due = of.dueAt();
    if (due != null && of.sentAt() == null && now.isAfter(due)) {
      counted.merge(new Gauge(OVERDUE, incident.policy(), notice), 1L, Long::sum);
    }
  }

  private AtomicLong gauge(Gauge gauge) {
    return gauges.computeIfAbsent(
        gauge,
        key -> {
          AtomicLong held = new AtomicLong();
          registry.gauge(key.name(), Tags.of("policy", key.policy(), "notice", key.notice()), held);
          return held;
        });
  }

  /** One gauge. */
  private record Gauge(String name, String policy, String notice) {}
}
