package io.lethe.act;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Optional;

/**
 * What keeps acts from being destroyed at a time that a wrong clock may tell.
 *
 * <p>The brakes of runs answer, which know the limit and who has approved what; their package comes
 * after this one.
 */
public interface CutoffBrake {

  /** Why nothing may be destroyed at a cut-off; empty when it may. */
  Uni<Optional<String>> stops(Instant cutoff);
}
