package io.lethe.command;

import io.lethe.retention.Limits;
import io.lethe.retention.RetentionPass.Standing;
import io.lethe.retention.RunState;
import io.lethe.retention.RunView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A run at some points of its life. */
final class Views {

  static final UUID ID = UUID.fromString("8bd8ec6d-3c25-4935-9223-f357a0bc767a");
  static final UUID ACT = UUID.fromString("4005784c-bcab-4142-87c1-07f005529219");
  static final Instant AT = Instant.parse("2026-09-10T21:00:00Z");

  private Views() {}

  static Standing queued() {
    return new Standing(view(RunState.QUEUED, 0, 0, null, null), null);
  }

  static Standing running(long done, long due) {
    return new Standing(view(RunState.RUNNING, done, 0, 1_500L, 3_725L), due);
  }

  static Standing ended(RunState state, long done, long failed) {
    return new Standing(view(state, done, failed, 1_500L, 0L), done);
  }

  /** One that has left so many records for the runs of a week. */
  static Standing left(long done, long postponed) {
    return new Standing(view(RunState.COMPLETED, done, 0, 1_500L, 0L, postponed), done);
  }

  private static RunView view(
      RunState state, long done, long failed, @Nullable Long rate, @Nullable Long left) {
    return view(state, done, failed, rate, left, 0);
  }

  private static RunView view(
      RunState state,
      long done,
      long failed,
      @Nullable Long rate,
      @Nullable Long left,
      long postponed) {
    boolean over = state == RunState.COMPLETED || state == RunState.FAILED;
    return new RunView(
        ID,
        state,
        false,
        "sens",
        null,
        "retention@command-line",
        AT,
        AT,
        over ? AT : null,
        AT,
        done + failed,
        done,
        0,
        0,
        0,
        failed,
        rate,
        left,
        over ? List.of(ACT) : List.of(),
        List.of(),
        List.of(),
        null,
        new Limits(null, null, null),
        true,
        postponed,
        postponed == 0 ? null : AT.plus(Duration.ofDays(7)),
        null);
  }
}
