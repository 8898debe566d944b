package io.lethe.retention;

import io.lethe.retention.DueStore.Cursor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a run acts on.
 *
 * @param released of categories whose backlog is spread, the last row of each bucket; of the others
 *     everything that is due
 * @param measured of categories that brakes have measured, how many records were due and are not
 *     acted on yet
 */
record Part(
    List<CategoryRef> categories,
    Map<CategoryRef, SortedMap<Short, Cursor>> released,
    Map<CategoryRef, Long> measured) {

  Part {
    categories = List.copyOf(categories);
    released = Map.copyOf(released);
    measured = Map.copyOf(measured);
  }

  /** The same of these categories alone. */
  Part of(List<CategoryRef> some) {
    return new Part(some, released, measured);
  }

  /** What is left of it after a pass. */
  Part after(Map<CategoryRef, Tally> tallies) {
    Map<CategoryRef, Long> left = new HashMap<>(measured);
    tallies.forEach(
        (category, tally) ->
            left.computeIfPresent(
                category, (same, n) -> n - tally.destroyed() - tally.depersonalized()));
    return new Part(categories, released, left);
  }

  /**
   * Whether so many more are due of a category than were measured that brakes might stop them.
   *
   * @param floor how many brakes never stop
   */
  boolean isExceeded(CategoryRef category, long due, long floor) {
    Long known = measured.get(category);
    return known != null && due - floor > known;
  }

  /** Where each bucket of a category ends; empty where it has no end but the cut-off. */
  SortedMap<Short, Cursor> released(CategoryRef category) {
    return released.getOrDefault(category, new TreeMap<>());
  }
}
