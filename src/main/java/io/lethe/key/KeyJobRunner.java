package io.lethe.key;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.Redacted;
import io.lethe.problem.ServiceException;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Works on jobs: takes up what is queued or left by a dead replica, some at once, so that a slow
 * one keeps nobody's rotation waiting.
 */
@ApplicationScoped
class KeyJobRunner {

  private static final Logger LOG = Logger.getLogger(KeyJobRunner.class);
  private static final int AT_ONCE = 4;

  private final KeyJobStore jobs;
  private final RotateWork rotating;
  private final RewrapWork rewrapping;
  private final KekRewrapWork kekRewrapping;
  private final DestroyWork destroying;
  private final JobEnd end;
  private final KeyRingsConfig config;
  private final Clock clock;
  private final Set<UUID> attended = ConcurrentHashMap.newKeySet();

  KeyJobRunner(
      KeyJobStore jobs,
      RotateWork rotating,
      RewrapWork rewrapping,
      KekRewrapWork kekRewrapping,
      DestroyWork destroying,
      JobEnd end,
      KeyRingsConfig config,
      Clock clock) {
    this.jobs = jobs;
    this.rotating = rotating;
    this.rewrapping = rewrapping;
    this.kekRewrapping = kekRewrapping;
    this.destroying = destroying;
    this.end = end;
    this.config = config;
    this.clock = clock;
  }

  @Scheduled(
      identity = "key-jobs",
      every = "{lethe.key-rings.jobs-every}",
      concurrentExecution = ConcurrentExecution.SKIP)
  Uni<Void> work() {
    return jobs.heartbeat(Set.copyOf(attended)).chain(this::next);
  }

  /** Looks at once for a job that was just asked for; failing that, the next look finds it. */
  void wake() {
    next()
        .subscribe()
        .with(
            done -> {},
            failure -> LOG.warnf(Redacted.of(failure), "key jobs are taken up at the next look"));
  }

  private Uni<Void> next() {
    if (attended.size() >= AT_ONCE) {
      return Uni.createFrom().voidItem();
    }
    return jobs.take(clock.instant(), config.jobTimeout())
        .chain(
            taken -> {
              taken.ifPresent(this::begin);
              return taken.isPresent() ? next() : Uni.createFrom().voidItem();
            });
  }

  private void begin(KeyJob job) {
    attended.add(job.id());
    execute(job)
        .eventually(() -> attended.remove(job.id()))
        .subscribe()
        .with(
            done -> {},
            failure -> LOG.errorf(Redacted.of(failure), "key job %s could not be ended", job.id()));
  }

  private Uni<Void> execute(KeyJob job) {
    return Uni.createFrom()
        .deferred(() -> work(job))
        .chain(() -> end.completed(job))
        .onFailure(JobStopped.class)
        .recoverWithNull()
        .onFailure()
        .recoverWithUni(failure -> failed(job, failure));
  }

  private Uni<Void> work(KeyJob job) {
    return switch (job.kind()) {
      case ROTATE -> rotating.execute(job);
      case REWRAP -> KekRing.is(job.ring()) ? kekRewrapping.execute(job) : rewrapping.execute(job);
      case DESTROY -> destroying.execute(job);
    };
  }

  private Uni<Void> failed(KeyJob job, Throwable failure) {
    ErrorCode code = failure instanceof ServiceException known ? known.code() : ErrorCode.INTERNAL;
    LOG.errorf(Redacted.of(failure), "key job %s failed: %s", job.id(), code);
    return end.failed(job, code.name());
  }
}
