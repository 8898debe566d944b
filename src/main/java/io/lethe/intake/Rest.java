package io.lethe.intake;

import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The rest of a body that was refused: read and dropped, because a connection that is closed on
 * unread bytes takes the answer with it, and one that is left unread keeps the client waiting.
 */
final class Rest {

  /** Longest rest that is read, in bytes. */
  static final long MOST = 64L << 20;

  private Rest() {}

  /**
   * Drops it.
   *
   * @param ended called at its end
   * @param endless called instead when it is longer than {@link #MOST}
   */
  static void drop(HttpServerRequest request, Runnable ended, Runnable endless) {
    AtomicLong dropped = new AtomicLong();
    request.handler(
        piece -> {
          long before = dropped.getAndAdd(piece.length());
          if (before <= MOST && before + piece.length() > MOST) {
            endless.run();
          }
        });
    request.endHandler(
        end -> {
          if (dropped.get() <= MOST) {
            ended.run();
          }
        });
    request.resume();
  }
}
