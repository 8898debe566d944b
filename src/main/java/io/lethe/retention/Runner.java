package io.lethe.retention;

import io.lethe.database.Database;
import io.lethe.policy.PolicyCatalog;
import io.lethe.policy.PolicyLoader;
import io.lethe.policy.RecomputeStore;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.retention.Batch.RunStopped;
import io.lethe.time.TrustedTime;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Works on runs: takes up what is queued or left by a dead replica, and sees it through.
 *
 * <p>A run is COMPLETED when all that was due is acted on, mixed, its keys are destroyed and its
 * acts are written. Every step can be repeated, so a run that is killed anywhere is taken up again.
 */
@ApplicationScoped
class Runner {

  private static final Logger LOG = Logger.getLogger(Runner.class);

  private final RunStore runs;
  private final Database database;
  private final PolicyCatalog policies;
  private final PolicyLoader loader;
  private final RecomputeStore recomputes;
  private final RunScope scope;
  private final BrakedRuns braked;
  private final Pass pass;
  private final Prediction prediction;
  private final Assistance assistance;
  private final GroupForecast groups;
  private final Mixer mixer;
  private final Remnants remnants;
  private final Settlement settlement;
  private final UnsettledRuns unsettled;
  private final RunEnding ending;
  private final RetentionMetrics metrics;
  private final TrustedTime time;
  private final Clock clock;
  private final RetentionConfig config;
  private final SchedulerConfig scheduler;
  private final AtomicBoolean working = new AtomicBoolean();
  private final AtomicReference<@Nullable UUID> attended = new AtomicReference<>();
  private volatile boolean stopped;

  Runner(
      RunStore runs,
      Database database,
      PolicyCatalog policies,
      PolicyLoader loader,
      RecomputeStore recomputes,
      RunScope scope,
      BrakedRuns braked,
      Pass pass,
      Prediction prediction,
      Assistance assistance,
      GroupForecast groups,
      Mixer mixer,
      Remnants remnants,
      Settlement settlement,
      UnsettledRuns unsettled,
      RunEnding ending,
      RetentionMetrics metrics,
      TrustedTime time,
      Clock clock,
      RetentionConfig config,
      SchedulerConfig scheduler) {
    this.runs = runs;
    this.database = database;
    this.policies = policies;
    this.loader = loader;
    this.recomputes = recomputes;
    this.scope = scope;
    this.braked = braked;
    this.pass = pass;
    this.prediction = prediction;
    this.assistance = assistance;
    this.groups = groups;
    this.mixer = mixer;
    this.remnants = remnants;
    this.settlement = settlement;
    this.unsettled = unsettled;
    this.ending = ending;
    this.metrics = metrics;
    this.time = time;
    this.clock = clock;
    this.config = config;
    this.scheduler = scheduler;
  }

  /** Works on whatever waits, one run after the other; does nothing while this replica is at it. */
  Uni<Void> work() {
    if (stopped || !working.compareAndSet(false, true)) {
      return Uni.createFrom().voidItem();
    }
    return next()
        .chain(
            () ->
                stopped
                    ? Uni.createFrom().voidItem()
                    : settlement.catchUp().chain(assistance::give))
        .eventually(() -> working.set(false));
  }

  private Uni<Void> next() {
    return runs.take(now(), config.heartbeatTimeout(), scheduler.enabled())
        .chain(taken -> taken.map(this::attend).orElseGet(() -> Uni.createFrom().voidItem()));
  }

  /** Takes up none from now on; whether one is under way, or just being taken up. */
  boolean stop() {
    stopped = true;
    return working.get();
  }

  /** Says that the run under way is alive; one that could not be ended here is left to others. */
  Uni<Void> heartbeat() {
    return Optional.ofNullable(attended.get())
        .map(runs::heartbeat)
        .orElseGet(() -> Uni.createFrom().voidItem());
  }

  private Uni<Void> attend(Run run) {
    if (stopped) {
      return runs.leave();
    }
    attended.set(run.id());
    return execute(run)
        .eventually(() -> attended.set(null))
        .chain(() -> stopped ? Uni.createFrom().voidItem() : next());
  }

  private Uni<Void> execute(Run run) {
    Instant began = clock.instant();
    return loader
        .refresh()
        .chain(database::now)
        .map(time::cutoff)
        .map(now -> asked(run, now))
        .chain(cutoff -> runs.cutoff(run.id(), cutoff))
        .call(() -> warn(run))
        .chain(fixed -> fixed.dryRun() ? predict(fixed) : act(fixed))
        .invoke(() -> metrics.ran(began, clock.instant()))
        .onFailure(RunStopped.class)
        .recoverWithNull()
        .onFailure()
        .recoverWithUni(failure -> ending.failed(run, failure));
  }

  private static Instant asked(Run run, Instant now) {
    Instant asOf = run.asOf();
    return asOf == null || !run.dryRun() && asOf.isAfter(now) ? now : asOf;
  }

  private List<CategoryRef> categories(Run run) {
    List<CategoryRef> categories = scope.of(run.policy(), run.category());
    if (categories.isEmpty() && policies.names().isEmpty()) {
      throw new ServiceException(ErrorCode.UNAVAILABLE, "the policies are not loaded");
    }
    return categories;
  }

  private Uni<Void> predict(Run run) {
    Instant cutoff = cutoff(run);
    List<CategoryRef> categories = categories(run);
    return braked
        .predict(run, categories, cutoff)
        .chain(() -> prediction.of(categories, cutoff))
        .chain(
            tally ->
                remnants
                    .count(categories, cutoff)
                    .chain(left -> runs.predicted(run.id(), tally.plus(Tally.destroyed(left)))))
        .chain(() -> pass.postpone(run, categories, cutoff))
        .chain(() -> groups.predict(run, categories, cutoff))
        .chain(() -> ending.finish(run, RunState.COMPLETED, ""));
  }

  private Uni<Void> act(Run run) {
    return run.closing() ? settle(run) : actOnRecords(run);
  }

  private Uni<Void> actOnRecords(Run run) {
    Instant cutoff = cutoff(run);
    return braked.free(run, categories(run), cutoff).chain(free -> actOnRecords(run, free, cutoff));
  }

  private Uni<Void> actOnRecords(Run run, Free free, Instant cutoff) {
    return pass.act(run, free, cutoff)
        .call(() -> mixer.mix())
        .call(() -> remnants.sweep(run, free.categories(), cutoff))
        .chain(tallies -> settlement.close(run, tallies).chain(this::settle));
  }

  private Uni<Void> settle(Run run) {
    return settlement
        .settle(run)
        .chain(
            () ->
                run.broken()
                    ? ending.finish(run, RunState.FAILED, ErrorCode.INTERNAL.name())
                    : ending.finish(run, RunState.COMPLETED, ""))
        .chain(() -> unsettled.settled(run.id()));
  }

  /** A run may have missed records whose due dates are still being recomputed: it says so. */
  private Uni<Void> warn(Run run) {
    return recomputes
        .unfinished()
        .invoke(
            policies ->
                policies.stream()
                    .filter(policy -> run.policy() == null || run.policy().equals(policy))
                    .forEach(
                        policy ->
                            LOG.warnf(
                                "run %s began while due dates of %s are recomputed after an"
                                    + " activation; the next run acts on what has become due",
                                run.id(), policy)))
        .replaceWithVoid();
  }

  private static Instant cutoff(Run run) {
    return Optional.ofNullable(run.cutoff()).orElseThrow();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
