package io.lethe.retention;

import io.lethe.retention.DueStore.DueBucket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What was due and no claim has seen, because others had locked the rows themselves: it counts as
 * busy, so that a run does not end as if there were nothing. Of a part of a backlog, and where a
 * unit is broken, it cannot be told.
 */
final class Skipped {

  private Skipped() {}

  /**
   * Adds to what a pass met what it has not seen.
   *
   * @param found what was due before the pass
   */
  static Map<CategoryRef, Tally> count(
      Part part, List<DueBucket> found, Map<CategoryRef, Tally> tallies) {
    Map<CategoryRef, Tally> all = new HashMap<>(tallies);
    DueBucket.byCategory(found)
        .forEach(
            (category, due) -> {
              Tally tally = all.getOrDefault(category, Tally.NONE);
              boolean told = !part.released().containsKey(category) && tally.broken() == 0;
              if (told && due > tally.seen()) {
                all.put(category, tally.plus(Tally.busy(due - tally.seen())));
              }
            });
    return all;
  }

  /** The categories of which something was busy. */
  static List<CategoryRef> busy(Map<CategoryRef, Tally> tallies) {
    return tallies.entrySet().stream()
        .filter(entry -> entry.getValue().busy() > 0)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** What passes have met last: of these categories the newer tallies, also where there is none. */
  static Map<CategoryRef, Tally> replaced(
      Map<CategoryRef, Tally> before, List<CategoryRef> categories, Map<CategoryRef, Tally> newer) {
    Map<CategoryRef, Tally> all = new HashMap<>(before);
    all.keySet().removeAll(categories);
    all.putAll(newer);
    return all;
  }
}
