package io.lethe.retention;

import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How fast a run may be.
 *
 * @param rowsPerSecond over all replicas; null without a limit
 * @param bytesPerSecond of its rows, likewise
 * @param hours when it acts; null for always
 */
@Schema(name = "RunPace")
public record Limits(
    @Nullable Long rowsPerSecond,
    @Nullable Long bytesPerSecond,
    @Schema(examples = "22:00-06:00") @Nullable String hours) {

  /** How long a batch has to be paid for. */
  Duration cost(long rows, long bytes) {
    double seconds =
        Math.max(
            rowsPerSecond == null ? 0 : (double) rows / rowsPerSecond,
            bytesPerSecond == null ? 0 : (double) bytes / bytesPerSecond);
    return Duration.ofNanos((long) (seconds * 1e9));
  }

  /** Rows of a batch that are paid for in a second; at least one. */
  int most(int rows) {
    return rowsPerSecond == null ? rows : (int) Math.max(1, Math.min(rows, rowsPerSecond));
  }
}
