package io.lethe.retention;

import io.lethe.database.Database;
import io.lethe.ledger.LedgerStore;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Outage;
import io.lethe.problem.Redacted;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Ends runs: their state, what brakes had stopped of them, and their entry in the ledger. */
@ApplicationScoped
class RunEnding {

  private static final Logger LOG = Logger.getLogger(RunEnding.class);

  /** A run that loses the database more often may be what ends it. */
  private static final int MOST_OUTAGES = 20;

  private final Database database;
  private final RunStore runs;
  private final BrakeStore brakes;
  private final LedgerStore ledger;
  private final Clock clock;
  private final Map<UUID, Integer> outages = new ConcurrentHashMap<>();

  RunEnding(Database database, RunStore runs, BrakeStore brakes, LedgerStore ledger, Clock clock) {
    this.database = database;
    this.runs = runs;
    this.brakes = brakes;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** Ends a run that is this replica's to end; another one's is left alone. */
  Uni<Void> finish(Run run, RunState state, String error) {
    return database
        .transaction(
            tx ->
                runs.finish(tx, run.id(), state, now(), error)
                    .call(ended -> ended ? ended(tx, run, state) : Uni.createFrom().voidItem()))
        .invoke(() -> outages.remove(run.id()))
        .replaceWithVoid();
  }

  /**
   * Ends a run FAILED; one that has lost its database is left as a kill would leave it, and taken
   * up again when the database is there.
   */
  Uni<Void> failed(Run run, Throwable failure) {
    if (Outage.is(failure) && outages.merge(run.id(), 1, Integer::sum) <= MOST_OUTAGES) {
      LOG.warnf(
          Redacted.of(failure), "run %s has lost the database, and is taken up again", run.id());
      return Uni.createFrom().voidItem();
    }
    ErrorCode code = failure instanceof ServiceException known ? known.code() : ErrorCode.INTERNAL;
    LOG.errorf(Redacted.of(failure), "run %s failed: %s", run.id(), code);
    return finish(run, RunState.FAILED, code.name());
  }

  private Uni<Void> ended(SqlConnection tx, Run run, RunState state) {
    return brakes.close(tx, run.id()).chain(() -> log(tx, run, state));
  }

  private Uni<Void> log(SqlConnection tx, Run run, RunState state) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("run", run.id().toString());
    entry.put("state", state.name());
    Optional.ofNullable(run.cutoff()).ifPresent(at -> entry.put("cutoff", at.toString()));
    return ledger.append(tx, "retention.run-ended", now(), entry);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
