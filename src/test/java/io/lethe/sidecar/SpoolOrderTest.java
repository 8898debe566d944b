package io.lethe.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.Await;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SpoolOrderTest {

  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong accepted = new AtomicLong(10);
  private final AtomicInteger woken = new AtomicInteger();
  private final AtomicLong settled = new AtomicLong(10);

  @AfterEach
  void close() {
    vertx.close();
  }

  private Future<Void> reached(Duration longest) {
    return new SpoolOrder(
            vertx,
            accepted::get,
            number -> settled.get() >= number,
            woken::incrementAndGet,
            longest)
        .reached();
  }

  @Test
  void nothingIsWaitedForWhereNothingWaits() {
    assertThat(reached(Duration.ofHours(1)).succeeded()).isTrue();
  }

  @Test
  void whatWasAcceptedBeforeIsWaitedForAndNothingElse() {
    // Given
    accepted.set(12);
    Future<Void> reached = reached(Duration.ofHours(1));

    // When: more has come, and one of two is settled
    accepted.set(18);
    settled.set(11);

    // Then
    assertThat(reached.isComplete()).isFalse();
    assertThat(woken).hasPositiveValue();
    settled.set(12);
    Await.until(reached::succeeded, done -> done);
  }

  @Test
  void centreThatTakesNothingIsUnavailable() {
    // Given
    accepted.set(12);

    // When
    Future<Void> reached = reached(Duration.ZERO);

    // Then
    Await.until(reached::failed, failed -> failed);
    assertThat(reached.cause()).satisfies(Problems.carries(ErrorCode.CENTRE_UNAVAILABLE));
  }
}
