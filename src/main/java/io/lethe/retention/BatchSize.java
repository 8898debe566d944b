package io.lethe.retention;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many rows the next batch of a category takes: as many as fit into the time and the bytes that
 * a batch may take, by what the last ones took.
 *
 * <p>It begins small, grows by a fifth at most, and shrinks at once.
 */
@ApplicationScoped
class BatchSize {

  private static final int FIRST = 500;
  private static final int LEAST = 10;
  private static final double GROWTH = 1.2;

  /** Weight of the last batch in the mean. */
  private static final double WEIGHT = 0.3;

  private final int most;
  private final Duration time;
  private final long bytes;
  private final Map<CategoryRef, Mean> means = new ConcurrentHashMap<>();

  @Inject
  BatchSize(RetentionConfig config) {
    this(config.batchSize(), config.batchTarget(), config.batchBytes());
  }

  /** A batch has at most so many rows, and takes about so much time and so many bytes. */
  BatchSize(int most, Duration time, long bytes) {
    this.most = most;
    this.time = time;
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
    double byTime = time.toNanos() / Math.max(1, mean.nanosPerRow());
    double byBytes = bytes / Math.max(1, mean.bytesPerRow());
    double fitting = Math.min(Math.min(byTime, byBytes), mean.size() * GROWTH + 1);
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
