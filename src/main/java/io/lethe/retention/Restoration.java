package io.lethe.retention;

import io.lethe.database.LetheConfig;
import io.lethe.gate.Adoption;
import io.lethe.gate.ExportConfig;
import io.lethe.gate.Gate;
import io.lethe.gate.GateReplay;
import io.lethe.gate.NotReplayable;
import io.lethe.gate.ReplayMode;
import io.lethe.key.RestoredKeys;
import io.lethe.ledger.LedgerExport;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Redacted;
import io.lethe.problem.ServiceException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Brings a restored database back to what was exported, restraints first, before anything is served
 * or acts.
 *
 * <p><b>Guarantee</b>: in this order: rows and the ledger, runs that the backup had under way
 * paused, what was destroyed destroyed again, the gate opened.
 */
@ApplicationScoped
class Restoration {

  private static final Logger LOG = Logger.getLogger(Restoration.class);

  /** A disk that does not answer must not keep it from being looked at again. */
  private static final Duration LONGEST_LOOK = Duration.ofSeconds(30);

  /** The one thing that is tried again. */
  private static final UUID REPLAY = new UUID(0, 0);

  /** A replay that fails reads all that is lacking, and fails again until somebody mends it. */
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  private final Gate gate;
  private final GateReplay segments;
  private final Adoption adoption;
  private final RestoredRuns runs;
  private final ErasureReplay erasures;
  private final TableBurial burial;
  private final RestoredKeys keys;
  private final ExportConfig config;
  private final LetheConfig process;
  private final Vertx vertx;
  private final AtomicBoolean looking = new AtomicBoolean();
  private final Retries retries;
  private final Clock clock;
  private final AtomicLong timer = new AtomicLong();

  Restoration(
      Gate gate,
      GateReplay segments,
      Adoption adoption,
      RestoredRuns runs,
      ErasureReplay erasures,
      TableBurial burial,
      RestoredKeys keys,
      ExportConfig config,
      LetheConfig process,
      Vertx vertx,
      Clock clock) {
    this.gate = gate;
    this.segments = segments;
    this.adoption = adoption;
    this.runs = runs;
    this.erasures = erasures;
    this.burial = burial;
    this.keys = keys;
    this.config = config;
    this.process = process;
    this.vertx = vertx;
    this.clock = clock;
    this.retries = new Retries(config.every(), LONGEST_PAUSE);
  }

  /** Before the policies are installed, and long before anything is served. */
  void start(@Observes @Priority(Interceptor.Priority.APPLICATION + 50) StartupEvent started)
      throws Throwable {
    if (!process.mode().hasDatabases()) {
      return;
    }
    VertxContextSupport.subscribeAndAwait(
        () ->
            gate.look()
                .chain(
                    now ->
                        now.open()
                            ? erasures.replay().replaceWith(now)
                            : automatic(now)
                                .onFailure()
                                .recoverWithItem(failure -> staysSealed(now, failure))));
    timer.set(vertx.setPeriodic(config.every().toMillis(), any -> look()));
  }

  void stop(@Observes ShutdownEvent ending) {
    vertx.cancelTimer(timer.get());
  }

  /** A database may be replaced by another under a running service. */
  private void look() {
    if (looking.compareAndSet(false, true)) {
      gate.look()
          .ifNoItem()
          .after(LONGEST_LOOK)
          .fail()
          .chain(this::automatic)
          .onTermination()
          .invoke(() -> looking.set(false))
          .subscribe()
          .with(
              done -> {},
              failure -> LOG.warn("the gate could not be looked at", Redacted.of(failure)));
    }
  }

  private static Gate.Status staysSealed(Gate.Status now, Throwable failure) {
    LOG.error("the database stays sealed", Redacted.of(failure));
    return now;
  }

  private Uni<Gate.Status> automatic(Gate.Status now) {
    boolean lacking = now.isBehind() && config.replay() == ReplayMode.AUTOMATIC;
    boolean rests = !retries.resting(clock.instant()).isEmpty();
    return (now.isChanged() || lacking || waited(now)) && !rests
        ? replay()
            .onFailure()
            .invoke(() -> retries.failed(REPLAY, clock.instant()))
            .invoke(() -> retries.succeeded(REPLAY))
        : Uni.createFrom().item(now);
  }

  /**
   * Brings back what is lacking, and opens.
   *
   * <p><b>Errors</b>: {@code GATE_STATE} when nothing is lacking that could be brought back, or
   * what is cannot be; the database stays sealed.
   */
  Uni<Gate.Status> replay() {
    return segments
        .alone(
            () ->
                gate.look()
                    .chain(
                        now ->
                            segments
                                .server()
                                .chain(
                                    server ->
                                        now.isBehind()
                                            ? replayAll(server)
                                            : now.isChanged()
                                                ? journals(server)
                                                : waited(now) ? opened(server) : refused(now))))
        .onFailure(Restoration::saysWhatToMend)
        .transform(failure -> new ServiceException(ErrorCode.GATE_STATE, failure.getMessage()))
        .call(() -> burial.bury());
  }

  private static boolean saysWhatToMend(Throwable failure) {
    return failure instanceof NotReplayable || failure instanceof LedgerExport.Forked;
  }

  /** Each replica that answers has looked at the gate since. */
  private boolean waited(Gate.Status now) {
    return now.isMigrated() && now.since().compareTo(config.every().multipliedBy(2)) > 0;
  }

  /** It is the database that was open: its keys are those that it had. */
  private Uni<Gate.Status> opened(String server) {
    return erasures.replayAll().chain(() -> segments.open(server));
  }

  private static Uni<Gate.Status> refused(Gate.Status now) {
    return now.open()
        ? Uni.createFrom().item(now)
        : Uni.createFrom()
            .failure(
                new ServiceException(
                    ErrorCode.GATE_STATE,
                    now.isMigrated() || now.isTooOld()
                        ? "a newer build opens the database by itself: " + now.reason()
                        : "the database is sealed: " + now.reason() + "; it can only be adopted"));
  }

  private Uni<Gate.Status> replayAll(String server) {
    return runs.stop().chain(() -> segments.replay(runs::paused)).chain(() -> journals(server));
  }

  private Uni<Gate.Status> journals(String server) {
    return erasures.replayAll().chain(keys::requireAll).chain(() -> segments.open(server));
  }

  /**
   * Asks for the adoption of the database, or agrees. What journals say is destroyed again before
   * it is opened, and its runs are paused.
   */
  Uni<Gate.Status> adopt(String who, String why) {
    return segments
        .alone(
            () ->
                adoption
                    .agree(who, why)
                    .chain(
                        agreed ->
                            agreed
                                ? erasures.replayAll().chain(() -> adoption.adopt(who, runs::pause))
                                : Uni.createFrom().voidItem()))
        .chain(() -> gate.look())
        .call(now -> now.open() ? burial.bury() : Uni.createFrom().voidItem());
  }
}
