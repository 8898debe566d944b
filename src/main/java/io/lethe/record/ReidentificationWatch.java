package io.lethe.record;

import io.lethe.access.Caller;
import io.lethe.access.Quotas;
import io.lethe.access.Quotas.Oracle;
import io.lethe.access.QuotasConfig;
import io.lethe.database.Database;
import io.lethe.ledger.LedgerStore;
import io.lethe.policy.PolicyCatalog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.Map;
import org.jboss.logging.Logger;

/** Bounds how much one caller re-identifies in a day, and raises an alarm before the bound. */
@ApplicationScoped
class ReidentificationWatch {

  private static final Logger LOG = Logger.getLogger(ReidentificationWatch.class);

  private final Quotas quotas;
  private final QuotasConfig config;
  private final Database database;
  private final LedgerStore ledger;
  private final Clock clock;
  private final Counter records;
  private final Counter alarms;

  ReidentificationWatch(
      Quotas quotas,
      QuotasConfig config,
      Database database,
      LedgerStore ledger,
      Clock clock,
      MeterRegistry registry) {
    this.quotas = quotas;
    this.config = config;
    this.database = database;
    this.ledger = ledger;
    this.clock = clock;
    this.records = registry.counter("lethe.reidentified");
    this.alarms = registry.counter("lethe.reidentified.alarms");
  }

  /** An alert that looks at what a counter gains sees nothing of one that comes with its gain. */
  void declare(@Observes PolicyCatalog.Replaced replaced) {}

  /**
   * Counts records that a caller is about to open.
   *
   * <p><b>Errors</b>: {@code QUOTA_EXCEEDED}.
   */
  Uni<Void> count(Caller caller, int opened) {
    return quotas
        .take(caller, Oracle.REIDENTIFY, opened)
        .invoke(used -> records.increment(opened))
        .chain(
            used ->
                used >= config.reidentifyAlarm() && used - opened < config.reidentifyAlarm()
                    ? alarm(caller, used)
                    : Uni.createFrom().voidItem());
  }

  private Uni<Void> alarm(Caller caller, long used) {
    alarms.increment();
    LOG.warnf("one caller has re-identified %d records today; the ledger says who", used);
    Map<String, Object> entry = Map.of("actor", caller.id(), "records", used);
    return database.transaction(
        tx -> ledger.append(tx, "reidentification.bulk", clock.instant(), entry));
  }
}
