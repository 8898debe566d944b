package io.lethe.retention;

import io.lethe.database.Database;
import io.lethe.ledger.LedgerStore;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Tells runs how fast they may be, while they run. */
@ApplicationScoped
class RunTuning {

  private final Database database;
  private final PaceStore store;
  private final LedgerStore ledger;
  private final Clock clock;

  RunTuning(Database database, PaceStore store, LedgerStore ledger, Clock clock) {
    this.database = database;
    this.store = store;
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * Tells a run; its next batches follow.
   *
   * <p><b>Errors</b>: {@code RUN_STATE} when it has ended.
   */
  Uni<Void> tell(Run run, Limits limits, String by) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return database.transaction(
        tx ->
            store
                .tell(tx, run.id(), limits)
                .invoke(
                    told -> {
                      if (!told) {
                        throw new ServiceException(
                            ErrorCode.RUN_STATE, "the run is " + run.state() + "; it has ended");
                      }
                    })
                .chain(
                    () -> ledger.append(tx, "retention.run-paced", now, entry(run, limits, by))));
  }

  private static Map<String, Object> entry(Run run, Limits limits, String by) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("run", run.id().toString());
    entry.put("by", by);
    Optional.ofNullable(limits.rowsPerSecond()).ifPresent(at -> entry.put("rowsPerSecond", at));
    Optional.ofNullable(limits.bytesPerSecond()).ifPresent(at -> entry.put("bytesPerSecond", at));
    Optional.ofNullable(limits.hours()).ifPresent(at -> entry.put("hours", at));
    return entry;
  }
}
