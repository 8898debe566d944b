package io.lethe.key;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.Redacted;
import io.lethe.problem.ServiceException;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
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
  private static final int ATTEMPTS = 8;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final KeyJobStore jobs;
  private final RotateWork rotating;
  private final RewrapWork rewrapping;
  private final KekRewrapWork kekRewrapping;
  private final DestroyWork destroying;
  private final JobEnd end;
  private final KeyRingsConfig config;
  private final Clock clock;
  private final Map<UUID, KeyJob> attended = new ConcurrentHashMap<>();

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
    return jobs.heartbeat(Set.copyOf(attended.keySet())).chain(this::next);
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
    return jobs.take(clock.instant(), config.jobTimeout(), slow() < AT_ONCE)
        .chain(
            taken -> {
              taken.ifPresent(this::begin);
              return taken.isPresent() ? next() : Uni.createFrom().voidItem();
            });
  }

  /** Rewraps that nobody waits for; nothing else is ever kept waiting by them. */
  private long slow() {
    return attended.values().stream()
        .filter(job -> job.kind() == KeyJob.Kind.REWRAP && !job.order().compromised())
        .count();
  }

  private void begin(KeyJob job) {
    UUID owner = Optional.ofNullable(job.owner()).orElseThrow();
    attended.put(owner, job);
    execute(job)
        .onTermination()
        .invoke(() -> attended.remove(owner))
        .subscribe()
        .with(
            done -> {},
            failure ->
                LOG.errorf(
                    Redacted.of(failure), "key job %s is left to be taken up again", job.id()));
  }

  /** What fails for no reason of its own, such as a lost connection, is tried again. */
  private Uni<Void> execute(KeyJob job) {
    return Uni.createFrom()
        .deferred(() -> work(job))
        .onFailure(KeyJobRunner::mayPass)
        .retry()
        .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
        .atMost(ATTEMPTS)
        .map(done -> Optional.<Throwable>empty())
        .onFailure()
        .recoverWithItem(Optional::of)
        .chain(failure -> failure.map(why -> failed(job, why)).orElseGet(() -> end.completed(job)));
  }

  private static boolean mayPass(Throwable failure) {
    return !(failure instanceof JobStopped)
        && !(failure instanceof ServiceException known
            && known.code() != ErrorCode.KEY_UNAVAILABLE);
  }

  private Uni<Void> work(KeyJob job) {
    return switch (job.kind()) {
      case ROTATE -> rotating.execute(job);
      case REWRAP -> KekRing.is(job.ring()) ? kekRewrapping.execute(job) : rewrapping.execute(job);
      case DESTROY -> destroying.execute(job);
    };
  }

  private Uni<Void> failed(KeyJob job, Throwable failure) {
    if (failure instanceof JobStopped) {
      return Uni.createFrom().voidItem();
    }
    Throwable cause =
        failure instanceof IllegalStateException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    ErrorCode code = cause instanceof ServiceException known ? known.code() : ErrorCode.INTERNAL;
    LOG.errorf(Redacted.of(cause), "key job %s failed: %s", job.id(), code);
    return end.failed(job, code.name());
  }
}
