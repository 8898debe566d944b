package io.lethe.retention;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How long this replica's answers have taken lately: the last ten to twenty seconds.
 *
 * <p>Times are counted in classes that grow by an eighth, so that a percentile is right to 12 %.
 *
 * <p><b>Thread safety</b>: safe from any thread; a reading may miss what is counted beside it.
 */
@ApplicationScoped
class ForegroundLatency {

  private static final Duration SPAN = Duration.ofSeconds(10);
  private static final double GROWTH = 1.125;
  private static final int CLASSES = 160;

  /** Fewer answers say nothing about their hundredth part. */
  private static final int LEAST = 100;

  private final AtomicReference<Span> span = new AtomicReference<>(Span.empty(0, null));

  /** Counts an answer. */
  void answered(long nanos, long now) {
    current(now).counts.incrementAndGet(ofClass(nanos));
  }

  /** The 99th percentile; zero while there are too few answers. */
  Duration p99(long now) {
    Span current = current(now);
    Span before = current.before;
    long all = 0;
    long[] counts = new long[CLASSES];
    for (int i = 0; i < CLASSES; i++) {
      counts[i] = current.counts.get(i) + (before == null ? 0 : before.counts.get(i));
      all += counts[i];
    }
    if (all < LEAST) {
      return Duration.ZERO;
    }
    long above = all / 100;
    int at = CLASSES - 1;
    while (at > 0 && above >= counts[at]) {
      above -= counts[at--];
    }
    return Duration.ofNanos((long) (1_000 * Math.pow(GROWTH, at)));
  }

  private Span current(long now) {
    long number = now / SPAN.toNanos();
    return span.updateAndGet(
        held -> {
          if (held.number == number) {
            return held;
          }
          return Span.empty(number, held.number == number - 1 ? held.alone() : null);
        });
  }

  private static int ofClass(long nanos) {
    double micros = Math.max(1, nanos / 1_000.0);
    return (int) Math.min(CLASSES - 1, Math.ceil(Math.log(micros) / Math.log(GROWTH)));
  }

  private record Span(long number, AtomicLongArray counts, Span before) {
    private static Span empty(long number, Span before) {
      return new Span(number, new AtomicLongArray(CLASSES), before);
    }

    private Span alone() {
      return new Span(number, counts, null);
    }
  }
}
