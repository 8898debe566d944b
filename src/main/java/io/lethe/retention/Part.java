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
   * Without categories of which so many more are due than were measured that brakes might stop
   * them.
   *
   * @param floor how many brakes never stop
   */
  Part within(Map<CategoryRef, Long> due, long floor) {
    return of(
        categories.stream()
            .filter(
                one ->
                    due.getOrDefault(one, 0L) - floor < measured.getOrDefault(one, Long.MAX_VALUE))
            .toList());
  }

  /** Where each bucket of a category ends; empty where it has no end but the cut-off. */
  SortedMap<Short, Cursor> released(CategoryRef category) {
    return released.getOrDefault(category, new TreeMap<>());
  }
}
