package io.lethe.sidecar;

import io.lethe.problem.Redacted;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Sends what is in the spool to the centre, in its order, until it is closed.
 *
 * <p><b>Guarantee</b>: an item leaves the spool when the centre has it, or has refused it for good;
 * then it is kept with those. What was sent and not answered is sent again under the same key.
 */
final class SpoolSender implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(SpoolSender.class);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final Vertx vertx;

  /** Of no call: Vert.x cancels a timer of one when the server ends, before the spool is sent. */
  private final Context context;

  private final SpoolSettlement settlement;
  private final SpoolBatches batches;
  private final Duration every;
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private volatile boolean closed;
  private volatile boolean ending;
  private volatile Duration pause;
  private volatile long timer = -1;
  private volatile long asked;

  SpoolSender(Vertx vertx, SpoolSettlement settlement, SpoolBatches batches, Duration every) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.settlement = settlement;
    this.batches = batches;
    this.every = every;
    this.pause = every;
  }

  /** Begins, and goes on until it is closed. */
  void start() {
    context.runOnContext(any -> after(every));
  }

  /**
   * Waits until the spool is sent, after the last item was accepted.
   *
   * @return whether it was in time
   */
  boolean drain(Duration longest) {
    ending = true;
    passBeforeItsTime();
    try {
      drained.get(longest.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }

  private void after(Duration time) {
    if (!closed) {
      timer = vertx.setTimer(Math.max(1, time.toMillis()), any -> pass());
    }
  }

  /** Sends at once, since somebody waits for it; after a failure when it is time. */
  void wake() {
    long accepted = settlement.accepted();
    if (accepted > asked) {
      asked = accepted;
      if (settlement.isNextBehind()) {
        pause = every; // what fails is one that others need not wait for
      }
    }
    if (pause.equals(every)) {
      passBeforeItsTime();
    }
  }

  /** Behind {@link #start}, which sets the first timer; a pass under way has none to cancel. */
  private void passBeforeItsTime() {
    context.runOnContext(
        any -> {
          if (vertx.cancelTimer(timer)) {
            pass();
          }
        });
  }

  private void pass() {
    batches
        .send()
        .subscribe()
        .with(
            more -> {
              pause = every;
              if (!more && ending && settlement.left() == 0) {
                drained.complete(null);
              }
              after(more ? Duration.ZERO : every);
            },
            failure -> {
              LOG.warnf(
                  "the spool waits, and is sent again in %s: %s",
                  pause, Redacted.of(failure).getMessage());
              Duration next = pause;
              pause =
                  pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                      ? pause.multipliedBy(2)
                      : LONGEST_PAUSE;
              after(next);
            });
  }

  /** Sends nothing more; what is under way is sent again, if it has to be. */
  @Override
  public void close() {
    closed = true;
  }
}
