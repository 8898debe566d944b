package io.lethe.key;

import io.lethe.database.Database;
import io.lethe.key.KeyJob.Kind;
import io.lethe.key.KeyJob.Order;
import io.lethe.ledger.LedgerStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** Ends jobs: the row, what follows, and the ledger in one transaction. */
@ApplicationScoped
class JobEnd {

  private final Database database;
  private final KeyJobStore jobs;
  private final LedgerStore ledger;
  private final Clock clock;

  JobEnd(Database database, KeyJobStore jobs, LedgerStore ledger, Clock clock) {
    this.database = database;
    this.jobs = jobs;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** Ends a job that is done; a rewrap follows where it was ordered. */
  Uni<Void> completed(KeyJob job) {
    return finish(job, JobState.COMPLETED, "");
  }

  /** Ends a job that cannot be done. */
  Uni<Void> failed(KeyJob job, String code) {
    return finish(job, JobState.FAILED, code);
  }

  private Uni<Void> finish(KeyJob job, JobState state, String error) {
    return database
        .transaction(
            tx ->
                jobs.finish(tx, job, state, now(), error)
                    .call(
                        ended ->
                            ended
                                ? follow(tx, job, state).chain(() -> log(tx, job, state, error))
                                : Uni.createFrom().voidItem()))
        .replaceWithVoid();
  }

  private Uni<Void> follow(SqlConnection tx, KeyJob job, JobState state) {
    boolean rotated = job.kind() == Kind.ROTATE && state == JobState.COMPLETED;
    if (!rotated || !job.order().thenRewrap()) {
      return Uni.createFrom().voidItem();
    }
    Order order = job.order();
    KeyJob rewrap =
        KeyJob.asked(
            Kind.REWRAP,
            job.ring(),
            job.version(),
            JobState.QUEUED,
            new Order(
                order.requestedBy(),
                null,
                order.reason(),
                false,
                order.compromised(),
                false,
                order.rowsPerSecond()),
            now());
    return jobs.create(tx, rewrap)
        .chain(
            created ->
                created || !order.compromised()
                    ? Uni.createFrom().voidItem()
                    : jobs.hasten(tx, job.ring()));
  }

  private Uni<Void> log(SqlConnection tx, KeyJob job, JobState state, String error) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("job", job.id().toString());
    entry.put("kind", job.kind().name());
    entry.put("ring", job.ring());
    entry.put("version", job.version());
    entry.put("state", state.name());
    if (!error.isEmpty()) {
      entry.put("error", error);
    }
    return ledger.append(tx, "key.job-ended", now(), entry);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
