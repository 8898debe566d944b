package io.lethe.retention;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** When the runs begin that follow one, as far as settings say. */
@ApplicationScoped
class FollowingRuns {

  /** Runs are not counted closer together. */
  private static final Duration CLOSEST = Duration.ofMinutes(1);

  private final Optional<Duration> every;
  private final PaceConfig pace;

  FollowingRuns(
      SpreadConfig spread, RetentionConfig config, SchedulerConfig scheduler, PaceConfig pace) {
    this.every =
        spread
            .every()
            .or(() -> scheduler.enabled() ? Optional.of(config.every()) : Optional.empty());
    this.pace = pace;
  }

  /** Whether any run follows. */
  boolean known() {
    return every.isPresent();
  }

  /**
   * Those after a run that begins at {@code now}, or when the hours of runs do, and before an
   * instant; ascending. One outside the hours would wait, and is none.
   */
  List<Instant> after(Instant now, Instant before) {
    Duration step = every.filter(one -> one.compareTo(CLOSEST) > 0).orElse(CLOSEST);
    List<Instant> runs = new ArrayList<>();
    for (Instant at = now.plus(closed(now)).plus(step); at.isBefore(before); at = at.plus(step)) {
      if (closed(at).isZero()) {
        runs.add(at);
      }
    }
    return runs;
  }

  private Duration closed(Instant at) {
    return pace.hours()
        .flatMap(Hours::parse)
        .map(hours -> hours.until(at, pace.zone()))
        .orElse(Duration.ZERO);
  }
}
