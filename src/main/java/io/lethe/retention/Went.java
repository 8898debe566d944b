package io.lethe.retention;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Map;

/**
 * What a pass did.
 *
 * @param part what is left of what it was over
 * @param tallies what it met, by category
 */
record Went(Part part, Map<CategoryRef, Tally> tallies) {

  private static final Duration BUSY_FOR = Duration.ofMillis(250);
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  Went {
    tallies = Map.copyOf(tallies);
  }

  boolean worthAnother() {
    return tallies.values().stream().anyMatch(Tally::worthAnotherPass);
  }

  /** Longer where somebody had locked something. */
  Uni<Void> pause() {
    return Uni.createFrom()
        .voidItem()
        .onItem()
        .delayIt()
        .by(Tally.sum(tallies).busy() > 0 ? BUSY_FOR : AT_ONCE);
  }
}
