package io.lethe.record;

import io.lethe.policy.PoliciesConfig;
import io.lethe.policy.Recompute;
import io.lethe.policy.RecomputeStore;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Redacted;
import io.lethe.problem.ServiceException;
import io.lethe.record.RecomputeWork.TakenOver;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Takes up recomputations that are queued, failed, or left by a dead replica; one at a time. */
@ApplicationScoped
class RecomputeRunner {

  private static final Logger LOG = Logger.getLogger(RecomputeRunner.class);

  private final RecomputeStore jobs;
  private final RecomputeWork work;
  private final PoliciesConfig config;
  private final Clock clock;
  private final AtomicReference<@Nullable UUID> attended = new AtomicReference<>();

  RecomputeRunner(RecomputeStore jobs, RecomputeWork work, PoliciesConfig config, Clock clock) {
    this.jobs = jobs;
    this.work = work;
    this.config = config;
    this.clock = clock;
  }

  @Scheduled(
      identity = "recompute",
      every = "{lethe.policies.recompute-every}",
      concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> work() {
    UUID owner = attended.get();
    return owner == null ? next() : jobs.heartbeat(owner).replaceWithVoid();
  }

  private Uni<Void> next() {
    return jobs.take(clock.instant(), config.recomputeTimeout(), config.recomputeAgain())
        .invoke(taken -> taken.ifPresent(this::begin))
        .replaceWithVoid();
  }

  private void begin(Recompute job) {
    attended.set(Optional.ofNullable(job.owner()).orElseThrow());
    work.execute(job)
        .onFailure(TakenOver.class)
        .recoverWithNull()
        .onFailure()
        .recoverWithUni(failure -> failed(job, failure))
        .onTermination()
        .invoke(() -> attended.set(null))
        .subscribe()
        .with(
            done -> {},
            failure ->
                LOG.errorf(
                    Redacted.of(failure),
                    "the recomputation of %s/%d is left to be taken up again",
                    job.policy(),
                    job.version()));
  }

  private Uni<Void> failed(Recompute job, Throwable failure) {
    ErrorCode code = failure instanceof ServiceException known ? known.code() : ErrorCode.INTERNAL;
    LOG.errorf(
        Redacted.of(failure),
        "the recomputation of %s/%d failed: %s",
        job.policy(),
        job.version(),
        code);
    return jobs.fail(job, code.name());
  }
}
