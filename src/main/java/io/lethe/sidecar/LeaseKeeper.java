package io.lethe.sidecar;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.lethe.policy.LeaseView;
import io.lethe.problem.Redacted;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Has a lease, renews it long before it ends, and wipes its keys when it has.
 *
 * <p><b>Thread safety</b>: read from any thread; one attempt to renew at a time.
 */
final class LeaseKeeper implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(LeaseKeeper.class);
  private static final String LEASES = "/api/v1/leases";
  private static final int OK = 200;

  /** No grant, or no leases. */
  private static final Set<Integer> REVOKED = Set.of(403, 409);

  /** Nobody works with a replaced lease for so long. */
  private static final Duration REPLACED = Duration.ofSeconds(10);

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  private final Vertx vertx;
  private final CentreClient centre;
  private final ObjectReader reader;
  private final LeasedPolicies policies;
  private final CentreClock clock;
  private final SidecarMetrics metrics;
  private final Clock own;
  private volatile @Nullable HeldLease held;
  private volatile boolean closed;
  private Duration pause = SHORTEST;

  /**
   * Asks for nothing yet.
   *
   * @param clock is told the time of the centre
   * @param own the time of this machine
   */
  LeaseKeeper(
      Vertx vertx,
      CentreClient centre,
      ObjectMapper mapper,
      LeasedPolicies policies,
      CentreClock clock,
      SidecarMetrics metrics,
      Clock own) {
    this.vertx = vertx;
    this.centre = centre;
    // A newer centre may say more.
    this.reader =
        mapper
            .readerFor(LeaseView.class)
            .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    this.policies = policies;
    this.clock = clock;
    this.metrics = metrics;
    this.own = own;
  }

  /** The lease in force. */
  Optional<HeldLease> lease() {
    return Optional.ofNullable(held).filter(lease -> !lease.isOver());
  }

  /** Asks for a lease, and goes on to renew it. */
  void renew() {
    if (closed) {
      return;
    }
    LeaseTerm asked = LeaseTerm.begin(own);
    centre
        .post(LEASES, Buffer.buffer())
        .subscribe()
        .with(answer -> answered(answer, asked), failure -> failed("it does not answer"));
  }

  /** Documents are parsed, which others must not wait for. */
  private void answered(CentreClient.Answer answer, LeaseTerm asked) {
    Instant at = own.instant();
    vertx.executeBlocking(
        () -> {
          accept(answer, asked, at);
          return null;
        },
        false);
  }

  private void accept(CentreClient.Answer answer, LeaseTerm asked, Instant at) {
    if (answer.status() != OK) {
      revoke(answer.status());
      failed("it answers " + answer.status());
      return;
    }
    byte[] bytes = answer.body().getBytes();
    try {
      LeaseView view = reader.readValue(bytes);
      tell(clock.told(view.grantedAt(), asked.asked(), at));
      take(HeldLease.of(view, asked));
    } catch (IOException | RuntimeException | Error e) { // whatever it is, it is asked again
      LOG.error("the lease cannot be read", Redacted.of(e));
      failed("its answer cannot be read");
    } finally {
      Arrays.fill(bytes, (byte) 0);
      answer.body().setBytes(0, new byte[answer.body().length()]);
    }
  }

  /** What the centre has taken away is not used for the rest of its time. */
  private synchronized void revoke(int status) {
    HeldLease last = held;
    if (last != null && REVOKED.contains(status)) {
      LOG.errorf("the centre has taken the lease away: it answers %d", status);
      end(last);
    }
  }

  private void tell(Duration ahead) {
    metrics.ahead(ahead);
    if (!ahead.isZero()) {
      LOG.warnf("the centre's clock differs by %s, and is taken instead of this one", ahead);
    }
  }

  private synchronized void take(HeldLease next) {
    HeldLease before = held;
    if (closed) {
      next.close();
      return;
    }
    try {
      metrics.unreadable(policies.use(next.view()));
    } catch (RuntimeException | Error e) {
      next.close();
      throw e;
    }
    held = next;
    if (before == null) {
      LOG.infof("a lease is held for %s", next.left());
    } else {
      vertx.setTimer(REPLACED.toMillis(), any -> before.close());
    }
    vertx.setTimer(Math.max(1, next.left().toMillis()), any -> end(next));
    pause = SHORTEST;
    after(next.left().dividedBy(3));
  }

  private void failed(String why) {
    LOG.warnf("the centre leases nothing: %s; asked again in %s", why, pause);
    Duration next = pause;
    pause =
        next.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? next.multipliedBy(2) : LONGEST_PAUSE;
    after(next);
  }

  private void after(Duration time) {
    long millis = Math.max(SHORTEST.toMillis() / 2, time.toMillis());
    vertx.setTimer(millis, any -> renew());
  }

  /** Ends a lease whose time is up, if no timer has seen it: a machine may have slept. */
  void check() {
    HeldLease last = held;
    if (last != null && last.isOver()) {
      end(last);
    }
  }

  private synchronized void end(HeldLease lease) {
    lease.close();
    if (held == lease) {
      held = null;
      LOG.warn("the lease has ended: what it answered is forwarded");
    }
  }

  /** Wipes the keys. */
  @Override
  public synchronized void close() {
    closed = true;
    HeldLease last = held;
    held = null;
    if (last != null) {
      last.close();
    }
  }
}
