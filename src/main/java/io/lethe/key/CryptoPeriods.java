package io.lethe.key;

import io.lethe.database.Rounds;
import io.lethe.key.KeyJob.Kind;
import io.lethe.key.KeyJob.Order;
import io.lethe.key.RingStore.RingRow;
import io.lethe.key.RingStore.VersionRow;
import io.lethe.metric.Gauges;
import io.lethe.metric.Gauges.Gauge;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Watches how long the active version of each ring has been writing.
 *
 * <p>The gauge {@code lethe.key.period.left} (seconds, by ring) falls below 0 when a crypto-period
 * has lapsed; a warning is logged before, and where it is so set the ring is rotated at its end.
 *
 * <p><b>Source</b>: NIST SP 800-57, part 1, revision 5, section 5.3.
 */
@ApplicationScoped
class CryptoPeriods {

  private static final Logger LOG = Logger.getLogger(CryptoPeriods.class);
  private static final String SCHEDULER = "scheduler";

  private final RingStore store;
  private final KeyService keys;
  private final KeyRingsConfig config;
  private final Gauges gauges;
  private final Clock clock;

  CryptoPeriods(
      RingStore store,
      KeyService keys,
      KeyRingsConfig config,
      MeterRegistry registry,
      Clock clock) {
    this.store = store;
    this.keys = keys;
    this.config = config;
    this.gauges = new Gauges(registry);
    this.clock = clock;
  }

  @Scheduled(
      identity = "crypto-periods",
      every = "{lethe.key-rings.periods-every}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> look() {
    return store.all().chain(rings -> Rounds.each(rings, this::look));
  }

  private Uni<Void> look(RingRow ring) {
    Duration left = left(ring.active(), config.cryptoPeriod(), clock.instant());
    gauges.set(Gauge.of("lethe.key.period.left", "ring", ring.name()), left.toSeconds());
    if (left.compareTo(config.warnBefore()) <= 0) {
      LOG.warnf(
          "the crypto-period of key ring %s ends in %d days; rotate it: POST"
              + " /api/v1/keys/%s/rotate",
          ring.name(), left.toDays(), ring.name());
    }
    return config.rotateAutomatically() && left.compareTo(Duration.ZERO) <= 0
        ? rotate(ring)
        : Uni.createFrom().voidItem();
  }

  /** What is left of a version's crypto-period; negative when it has lapsed. */
  static Duration left(VersionRow active, Duration period, Instant now) {
    Instant since = Optional.ofNullable(active.activatedAt()).orElse(active.createdAt());
    return Duration.between(now, since.plus(period));
  }

  private Uni<Void> rotate(RingRow ring) {
    Order order = new Order(SCHEDULER, null, null, false, false, true, null);
    return keys.create(keys.job(Kind.ROTATE, ring.name(), KeyService.next(ring), order))
        .replaceWithVoid()
        .onFailure(CryptoPeriods::isUnderWay)
        .recoverWithNull();
  }

  private static boolean isUnderWay(Throwable failure) {
    return failure instanceof ServiceException known && known.code() == ErrorCode.JOB_UNFINISHED;
  }
}
