package io.lethe.retention;

import io.lethe.policy.PolicyLoader;
import io.lethe.problem.Redacted;
import io.lethe.retention.Batch.RunStopped;
import io.lethe.retention.SharedRuns.Shared;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * Works along on the runs of other replicas, while this one has none of its own.
 *
 * <p>What it cannot take, because it is busy, held or broken, is for the last pass of the run's
 * owner: a run is worked along on once.
 */
@ApplicationScoped
class Assistance {

  private static final Logger LOG = Logger.getLogger(Assistance.class);

  private final SharedRuns shared;
  private final PolicyLoader loader;
  private final Pass pass;
  private final RetentionConfig config;
  private final SchedulerConfig scheduler;
  private final AtomicReference<Optional<UUID>> last = new AtomicReference<>(Optional.empty());

  Assistance(
      SharedRuns shared,
      PolicyLoader loader,
      Pass pass,
      RetentionConfig config,
      SchedulerConfig scheduler) {
    this.shared = shared;
    this.loader = loader;
    this.pass = pass;
    this.config = config;
    this.scheduler = scheduler;
  }

  /** Works along on one run, if there is any. */
  Uni<Void> give() {
    return shared
        .join(
            last.get().map(Set::of).orElse(Set.of()),
            config.heartbeatTimeout(),
            scheduler.enabled())
        .chain(joined -> joined.map(this::give).orElseGet(() -> Uni.createFrom().voidItem()));
  }

  private Uni<Void> give(Shared joined) {
    Run run = joined.run();
    Instant cutoff = Optional.ofNullable(run.cutoff()).orElseThrow();
    last.set(Optional.of(run.id()));
    LOG.infof("works along on run %s", run.id());
    return loader
        .refresh()
        .chain(() -> pass.help(joined, cutoff))
        .onFailure(failure -> !(failure instanceof RunStopped))
        .invoke(failure -> LOG.warnf(Redacted.of(failure), "run %s is left alone", run.id()))
        .onFailure()
        .recoverWithNull();
  }
}
