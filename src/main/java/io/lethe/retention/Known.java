package io.lethe.retention;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a forecast goes by.
 *
 * @param rate records per second of the last runs
 * @param waiting categories with which a run waits for a second person
 * @param spreads backlogs of which something is left for runs that follow
 */
record Known(double rate, Set<CategoryRef> waiting, Map<CategoryRef, Spread> spreads) {

  Known {
    waiting = Set.copyOf(waiting);
    spreads = Map.copyOf(spreads);
  }

  /**
   * When runs will have acted: what is spread is done no sooner than they are that it was left for.
   *
   * @param due whether it is of what is due already
   * @param completion by the rate alone
   */
  Instant completion(CategoryRef category, boolean due, Instant completion) {
    return Optional.ofNullable(spreads.get(category))
        .filter(spread -> due && spread.until().isAfter(completion))
        .map(Spread::until)
        .orElse(completion);
  }
}
