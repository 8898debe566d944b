package io.lethe.sidecar;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.database.LetheConfig;
import io.lethe.database.Mode;
import io.lethe.intake.IntakeConfig;
import io.lethe.policy.PolicyCatalog;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.readiness.BuildKind;
import io.lethe.record.LeasedAnswers;
import io.lethe.time.Calendars;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Starts and ends a sidecar; does nothing in a server.
 *
 * <p><b>Errors</b>: {@code SIDECAR_INVALID} and {@code SPOOL_UNAVAILABLE}, which refuse the start.
 */
@Singleton
final class Sidecar {

  private static final Duration MEASURED = Duration.ofSeconds(1);
  private static final Duration SWEPT = Duration.ofHours(1);
  private static final Duration ASKED = Duration.ofMinutes(1);

  /** A day of two weeks. */
  private static final int MARGIN = 14;

  /** How long a call waits for what was accepted before it. */
  private static final Duration ORDERED = Duration.ofSeconds(5);

  private final LetheConfig process;
  private final SidecarConfig config;
  private final IntakeConfig intake;
  private final BuildKind kind;
  private final Vertx vertx;
  private final PolicyCatalog policies;
  private final Calendars calendars;
  private final LeasedAnswers answers;
  private final ObjectMapper mapper;
  private final MeterRegistry registry;
  private final Clock clock;
  private volatile @Nullable RunningSidecar running;

  Sidecar(
      LetheConfig process,
      SidecarConfig config,
      IntakeConfig intake,
      BuildKind kind,
      Vertx vertx,
      PolicyCatalog policies,
      Calendars calendars,
      LeasedAnswers answers,
      ObjectMapper mapper,
      MeterRegistry registry,
      Clock clock) {
    this.process = process;
    this.config = config;
    this.intake = intake;
    this.kind = kind;
    this.vertx = vertx;
    this.policies = policies;
    this.calendars = calendars;
    this.answers = answers;
    this.mapper = mapper;
    this.registry = registry;
    this.clock = clock;
  }

  /** Whether this process is a sidecar. */
  boolean isConfigured() {
    return process.mode() == Mode.SIDECAR;
  }

  /**
   * The parts of it.
   *
   * <p><b>Errors</b>: {@code UNAVAILABLE} before it has started, and after it has ended.
   */
  RunningSidecar running() {
    RunningSidecar parts = running;
    if (parts == null) {
      throw new ServiceException(ErrorCode.UNAVAILABLE, "the sidecar starts, or ends");
    }
    return parts;
  }

  void start(@Observes StartupEvent started) {
    if (!isConfigured()) {
      return;
    }
    boolean plain = kind == BuildKind.LOCAL;
    RunningSidecar parts =
        parts(CentreClient.open(config, plain, vertx), CentreClient.own(config, plain, vertx));
    running = parts;
    parts.leases().renew();
    parts.sender().start();
    each(MEASURED, () -> parts.measure(clock));
    each(SWEPT, parts.spools()::sweep);
    each(ASKED, parts.spools()::resend);
  }

  /** Has something done again and again that waits for the disk, until the end. */
  private void each(Duration every, Runnable work) {
    AtomicBoolean under = new AtomicBoolean();
    vertx.setPeriodic(
        every.toMillis(),
        any -> {
          // A disk that hangs must not take all threads.
          if (under.compareAndSet(false, true)) {
            vertx.executeBlocking(
                () -> {
                  try {
                    if (running != null) {
                      work.run();
                    }
                  } finally {
                    under.set(false);
                  }
                  return null;
                },
                false);
          }
        });
  }

  private RunningSidecar parts(CentreClient centre, CentreClient own) {
    CallerToken callers = CallerToken.open(config.callerTokenFile());
    Spools spools = Spools.open(config.spool(), clock);
    Spool spool = spools.spool();
    SidecarMetrics metrics = new SidecarMetrics(registry);
    metrics.show(spool, spools.refused());
    CentreClock time = new CentreClock(clock);
    LeasedPolicies leased = new LeasedPolicies(policies::replace, calendars, policies::resides);
    LeaseKeeper leases = new LeaseKeeper(vertx, own, mapper, leased, time, metrics, clock);
    SpoolWriter writer = new SpoolWriter(spool, config.spool().size());
    SpoolSettlement settlement =
        new SpoolSettlement(spool, spools.refused(), metrics, mapper, clock, again());
    SpoolBatches batches = new SpoolBatches(vertx, settlement, own, config.spool().batch());
    SpoolSender sender = new SpoolSender(vertx, settlement, batches, config.spool().sendEvery());
    return new RunningSidecar(
        callers,
        centre,
        own,
        leases,
        new LocalCalls(leases, answers, centre, metrics, mapper, time),
        new Forwarding(centre),
        new SpoolOrder(vertx, settlement::accepted, settlement::isSettled, sender::wake, ORDERED),
        new SpoolIntake(
            leases,
            answers,
            item -> leased.resides(item.path("policy").asText("")),
            writer,
            metrics,
            mapper,
            time),
        writer,
        sender,
        spools,
        new DiskProbe(config.spool().directory().orElseThrow()),
        metrics);
  }

  /** Shorter than the centre keeps keys of items: the last sending may take its time. */
  private Duration again() {
    return intake.keysKept().minus(intake.keysKept().dividedBy(MARGIN));
  }

  void stop(@Observes ShutdownEvent ending) {
    RunningSidecar parts = running;
    running = null;
    if (parts != null) {
      parts.end(config.spool().drain());
    }
  }
}
