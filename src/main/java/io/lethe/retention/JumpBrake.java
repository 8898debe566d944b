package io.lethe.retention;

import io.lethe.act.CutoffBrake;
import io.lethe.retention.Brake.Tripped;
import io.lethe.time.TrustedTime;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a cut-off is so much later than the last accepted one that a clock may be wrong.
 *
 * <p>Records of a run wait for a second person then. What has no approval of its own waits until
 * one has let a run go on, and that has ended.
 */
@ApplicationScoped
class JumpBrake implements CutoffBrake {

  private static final Duration CLOCK_JUMP = Duration.ofDays(7);

  private final RunCutoffs cutoffs;
  private final BrakeStore store;
  private final Optional<Duration> most;

  JumpBrake(RunCutoffs cutoffs, BrakeStore store, TrustedTime time, BrakesConfig config) {
    this.cutoffs = cutoffs;
    this.store = store;
    this.most = config.maxClockJump().or(() -> time.unlessMovable(CLOCK_JUMP));
  }

  /** The brake that a cut-off trips, when there is an accepted one. */
  Optional<Tripped> tripped(Instant cutoff, Optional<Instant> last) {
    return last.filter(before -> most.filter(at -> before.plus(at).isBefore(cutoff)).isPresent())
        .map(
            before ->
                new Tripped(
                    Brake.CLOCK_JUMP,
                    "the cut-off is "
                        + Duration.between(before, cutoff)
                        + " later than the last accepted one; "
                        + most.orElseThrow()
                        + " is the limit (max-clock-jump)"));
  }

  /**
   * Where there is a limit, a run has to have come that far, and been accepted. One may have been
   * let go on while another still waits.
   */
  @Override
  public Uni<Optional<String>> stops(Instant cutoff) {
    return Uni.combine()
        .all()
        .unis(cutoffs.last(cutoff), store.jumpWaits())
        .with(
            (last, waits) ->
                waits
                    ? Optional.of("a run waits for a second person because of a clock's jump")
                    : unaccepted(cutoff, last));
  }

  private Optional<String> unaccepted(Instant cutoff, Optional<Instant> last) {
    return last.isEmpty() && most.isPresent()
        ? Optional.of("no run has come that far yet")
        : tripped(cutoff, last).map(Tripped::reason);
  }
}
