package io.lethe.retention;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** When the runs begin that follow one, as far as settings say. */
@ApplicationScoped
class FollowingRuns {

  /** Runs are not counted closer together. */
  private static final Duration CLOSEST = Duration.ofMinutes(1);

  private final boolean known;
  private final Duration every;
  private final PaceConfig pace;

  FollowingRuns(
      SpreadConfig spread, RetentionConfig config, SchedulerConfig scheduler, PaceConfig pace) {
    this.known = spread.every().isPresent() || scheduler.enabled();
    this.every = spread.every().orElse(config.every());
    this.pace = pace;
  }

  /** Whether anybody is known to ask for them. */
  boolean known() {
    return known;
  }

  /** How often somebody asks for them; the schedule's time where nobody is known to. */
  Duration every() {
    return every;
  }

  /** Those after a run at {@code now}, and before an instant; ascending. */
  List<Instant> after(Instant now, Instant before) {
    return after(now, before, every, this::closed);
  }

  /**
   * Those after a run that begins at {@code now}, or when the hours of runs do; one outside the
   * hours would wait, and is none.
   *
   * @param closed how long it is from an instant until the hours begin; zero while they last
   */
  static List<Instant> after(
      Instant now, Instant before, Duration every, Function<Instant, Duration> closed) {
    Duration step = every.compareTo(CLOSEST) > 0 ? every : CLOSEST;
    List<Instant> runs = new ArrayList<>();
    Instant first = now.plus(closed.apply(now));
    for (Instant at = first.plus(step); at.isBefore(before); at = at.plus(step)) {
      if (closed.apply(at).isZero()) {
        runs.add(at);
      }
    }
    return runs;
  }

  private Duration closed(Instant at) {
    return pace.hours().map(hours -> hours.until(at, pace.zone())).orElse(Duration.ZERO);
  }
}
