package io.lethe.retention;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * How many rows the next batch of a category takes: as many as fit into the time and the bytes that
 * a batch may take, by what the last ones took. While this replica answers others they take less
 * time: an answer waits for what a batch has before it on its thread, its processor and its disk.
 *
 * <p>It begins small, grows by a fifth at most, and shrinks at once.
 */
@ApplicationScoped
class BatchSize {

  private static final int FIRST = 500;
  private static final int LEAST = 10;

  /** What a batch costs apart from its rows would be most of it. */
  private static final double LEAST_BESIDE = 100;

  private static final double GROWTH = 1.2;

  /** Weight of the last batch in the mean. */
  private static final double WEIGHT = 0.3;

  private final int most;
  private final Duration time;
  private final Supplier<Optional<Duration>> beside;
  private final long bytes;
  private final Map<CategoryRef, Mean> means = new ConcurrentHashMap<>();

  @Inject
  BatchSize(RetentionConfig config, ForegroundLatency foreground) {
    this(
        config.batchSize(),
        config.batchTarget(),
        () ->
            foreground.p99(System.nanoTime()).isZero()
                ? Optional.empty()
                : Optional.of(config.batchTargetBeside()),
        config.batchBytes());
  }

  /**
   * A batch has at most so many rows, and takes about so much time and so many bytes.
   *
   * @param beside how long it takes while others are answered, where that is less
   */
  BatchSize(int most, Duration time, Supplier<Optional<Duration>> beside, long bytes) {
    this.most = most;
    this.time = time;
    this.beside = beside;
    this.bytes = bytes;
  }

  /** Rows of the next batch. */
  int next(CategoryRef category) {
    Mean mean = means.get(category);
    return mean == null ? Math.min(FIRST, most) : mean.size();
  }

  /**
   * Learns from a batch; one that was far from full says nothing.
   *
   * @param rows that it has claimed
   * @param ofRows bytes of these rows
   */
  void took(CategoryRef category, long rows, long ofRows, Duration taken) {
    int before = next(category);
    if (rows * 2 >= before && rows > 0) {
      means.merge(
          category,
          new Mean(before, (double) taken.toNanos() / rows, (double) ofRows / rows),
          (old, now) -> old.with(now));
      means.computeIfPresent(category, (key, mean) -> mean.sized(fitting(mean)));
    }
  }

  private int fitting(Mean mean) {
    double nanos = Math.max(1, mean.nanosPerRow());
    double byTime = time.toNanos() / nanos;
    double byOthers =
        beside.get().map(less -> Math.max(LEAST_BESIDE, less.toNanos() / nanos)).orElse(byTime);
    double byBytes = bytes / Math.max(1, mean.bytesPerRow());
    double least = Math.min(Math.min(byTime, byOthers), byBytes);
    double fitting = Math.min(least, mean.size() * GROWTH + 1);
    return (int) Math.max(Math.min(LEAST, most), Math.min(most, fitting));
  }

  private record Mean(int size, double nanosPerRow, double bytesPerRow) {
    private Mean with(Mean now) {
      return new Mean(
          now.size,
          nanosPerRow * (1 - WEIGHT) + now.nanosPerRow * WEIGHT,
          bytesPerRow * (1 - WEIGHT) + now.bytesPerRow * WEIGHT);
    }

    private Mean sized(int rows) {
      return new Mean(rows, nanosPerRow, bytesPerRow);
    }
  }
}
