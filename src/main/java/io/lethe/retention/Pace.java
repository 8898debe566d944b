package io.lethe.retention;

import io.lethe.database.Rounds;
import io.lethe.gate.ExportConfig;
import io.lethe.gate.Gate;
import io.lethe.metric.Gauges;
import io.lethe.metric.Gauges.Gauge;
import io.lethe.retention.DatabaseLoad.Load;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Lets batches wait, so that a run disturbs nobody.
 *
 * <p>Hours and rates are kept whatever it takes, and nothing is acted on while the export lags. To
 * answers, replicas, the write-ahead log and long transactions a batch gives way for so long at
 * most, and then goes on.
 */
@ApplicationScoped
class Pace {

  private static final Duration LONGEST_NAP = Duration.ofSeconds(1);

  private final PaceStore store;
  private final DatabaseLoad load;
  private final ForegroundLatency foreground;
  private final PaceConfig config;
  private final Gate gate;
  private final ExportConfig export;
  private final Clock clock;
  private final Gauges gauges;

  Pace(
      PaceStore store,
      DatabaseLoad load,
      ForegroundLatency foreground,
      PaceConfig config,
      Gate gate,
      ExportConfig export,
      Clock clock,
      MeterRegistry registry) {
    this.store = store;
    this.load = load;
    this.foreground = foreground;
    this.config = config;
    this.gate = gate;
    this.export = export;
    this.clock = clock;
    this.gauges = new Gauges(registry);
    for (Reason reason : Reason.values()) {
      gauges.declare(gauge(reason));
    }
  }

  /**
   * Waits until a batch of the run may begin.
   *
   * @return how fast the run may be
   * @throws Batch.RunStopped when the run is not to be worked on any more
   */
  Uni<Limits> await(Run run) {
    long began = System.nanoTime();
    return Rounds.of(
            Step.FIRST,
            step ->
                nap(step)
                    .chain(() -> store.of(run.id()))
                    .chain(told -> look(told, Duration.ofNanos(System.nanoTime() - began))),
            step -> step.pause().isPresent())
        .map(step -> Optional.ofNullable(step.limits()).orElseThrow());
  }

  /** Counts what a batch has to be paid for. */
  Uni<Void> spent(Run run, Limits limits, long rows, long bytes) {
    Duration cost = limits.cost(rows, bytes);
    return cost.isZero() ? Uni.createFrom().voidItem() : store.spent(run.id(), cost);
  }

  private static Uni<Void> nap(Step step) {
    Uni<Void> now = Uni.createFrom().voidItem();
    return step.pause().isEmpty() ? now : now.onItem().delayIt().by(step.pause().get());
  }

  private Uni<Step> look(PaceStore.Told told, Duration waited) {
    Limits limits = together(told.limits());
    if (gate.status().isTooOld()) {
      return Uni.createFrom().item(waits(Reason.BUILD, LONGEST_NAP, limits));
    }
    if (gate.lag().compareTo(export.maxLag()) > 0) {
      return Uni.createFrom().item(waits(Reason.EXPORT, LONGEST_NAP, limits));
    }
    Duration closed =
        Optional.ofNullable(limits.hours())
            .flatMap(Hours::parse)
            .map(hours -> hours.until(clock.instant(), config.zone()))
            .orElse(Duration.ZERO);
    if (!closed.isZero()) {
      return Uni.createFrom().item(waits(Reason.HOURS, closed, limits));
    }
    if (!told.debt().isZero()) {
      return Uni.createFrom().item(waits(Reason.RATE, told.debt(), limits));
    }
    if (waited.compareTo(config.longestWait()) >= 0) {
      return Uni.createFrom().item(goes(limits));
    }
    if (above(foreground.p99(System.nanoTime()), config.maxForegroundP99())) {
      return Uni.createFrom().item(waits(Reason.FOREGROUND, LONGEST_NAP, limits));
    }
    return load.matters()
        ? load.now()
            .map(
                seen ->
                    reason(seen)
                        .map(reason -> waits(reason, LONGEST_NAP, limits))
                        .orElseGet(() -> goes(limits)))
        : Uni.createFrom().item(goes(limits));
  }

  private Optional<Reason> reason(Load seen) {
    if (above(seen.replicaLag(), config.maxReplicaLag())) {
      return Optional.of(Reason.REPLICA_LAG);
    }
    if (config.maxWalPerSecond().filter(most -> seen.walPerSecond() > most).isPresent()) {
      return Optional.of(Reason.WAL_RATE);
    }
    return above(seen.oldestTransaction(), config.maxTransactionAge())
        ? Optional.of(Reason.LONG_TRANSACTION)
        : Optional.empty();
  }

  private static boolean above(Duration seen, Optional<Duration> most) {
    return most.filter(limit -> seen.compareTo(limit) > 0).isPresent();
  }

  private Limits together(Limits told) {
    return new Limits(
        told.rowsPerSecond() == null ? config.rowsPerSecond().orElse(null) : told.rowsPerSecond(),
        told.bytesPerSecond() == null
            ? config.bytesPerSecond().orElse(null)
            : told.bytesPerSecond(),
        told.hours() == null ? config.hours().map(Hours::toString).orElse(null) : told.hours());
  }

  private Step waits(Reason reason, Duration wait, Limits limits) {
    for (Reason each : Reason.values()) {
      gauges.set(gauge(each), each == reason ? 1 : 0);
    }
    Duration nap = wait.compareTo(LONGEST_NAP) > 0 ? LONGEST_NAP : wait;
    return new Step(Optional.of(nap), limits);
  }

  private Step goes(Limits limits) {
    for (Reason each : Reason.values()) {
      gauges.set(gauge(each), 0);
    }
    return new Step(Optional.empty(), limits);
  }

  private static Gauge gauge(Reason reason) {
    return Gauge.of("lethe.retention.waiting", "reason", reason.name());
  }

  /** What a batch waits for. */
  enum Reason {
    /** A newer build is to go on. */
    BUILD,
    EXPORT,
    HOURS,
    RATE,
    FOREGROUND,
    REPLICA_LAG,
    WAL_RATE,
    LONG_TRANSACTION
  }

  private record Step(Optional<Duration> pause, Limits limits) {
    private static final Step FIRST = new Step(Optional.empty(), new Limits(null, null, null));
  }
}
