package io.lethe.sidecar;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;

/**
 * Has a call wait until the centre has what was accepted before it: whoever was told of a
 * withdrawal's acceptance must not be permitted afterwards what it forbids.
 *
 * <p><b>Errors</b>: {@code CENTRE_UNAVAILABLE} when that takes too long.
 */
final class SpoolOrder {

  private static final long LOOKED_MILLIS = 10;

  private final Vertx vertx;
  private final LongSupplier accepted;
  private final LongPredicate settled;
  private final Runnable wake;
  private final Duration longest;

  /**
   * Knows no call yet.
   *
   * @param accepted number of the last item that was accepted
   * @param settled whether the centre has taken or refused every item up to a number
   * @param wake has them sent at once
   */
  SpoolOrder(
      Vertx vertx, LongSupplier accepted, LongPredicate settled, Runnable wake, Duration longest) {
    this.vertx = vertx;
    this.accepted = accepted;
    this.settled = settled;
    this.wake = wake;
    this.longest = longest;
  }

  /** Succeeds when everything is there that waits now. */
  Future<Void> reached() {
    long goal = accepted.getAsLong();
    if (settled.test(goal)) {
      return Future.succeededFuture();
    }
    Promise<Void> reached = Promise.promise();
    look(goal, System.nanoTime() + longest.toNanos(), reached);
    return reached.future();
  }

  private void look(long goal, long end, Promise<Void> reached) {
    if (settled.test(goal)) {
      reached.complete();
    } else if (System.nanoTime() - end > 0) {
      reached.fail(
          new ServiceException(
              ErrorCode.CENTRE_UNAVAILABLE, "what was accepted before has not reached it"));
    } else {
      wake.run();
      vertx.setTimer(LOOKED_MILLIS, any -> look(goal, end, reached));
    }
  }
}
