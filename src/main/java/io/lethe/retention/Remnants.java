package io.lethe.retention;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/**
 * Destroys what is in no record: what depersonalization has left, and values that were replaced.
 *
 * <p><b>Guarantee</b>: nothing goes by a cut-off that nobody has accepted; no brake measures it.
 */
@ApplicationScoped
class Remnants {

  private final DepersonalizedSweep rows;
  private final PreviousSweep previous;
  private final RunCutoffs cutoffs;

  Remnants(DepersonalizedSweep rows, PreviousSweep previous, RunCutoffs cutoffs) {
    this.rows = rows;
    this.previous = previous;
    this.cutoffs = cutoffs;
  }

  /** Destroys what is due of every category of the run. */
  Uni<Void> sweep(Run run, List<CategoryRef> categories, Instant cutoff) {
    return cutoffs.ifAccepted(
        run.id(),
        () ->
            rows.sweep(run, categories, cutoff)
                .chain(() -> previous.sweep(run, categories, cutoff)));
  }

  /** How many are due. */
  Uni<Long> count(List<CategoryRef> categories, Instant cutoff) {
    return Uni.combine()
        .all()
        .unis(rows.count(categories, cutoff), previous.count(categories, cutoff))
        .with(Long::sum);
  }
}
