package io.lethe.retention;

import io.lethe.retention.DueStore.Cursor;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a run acts on.
 *
 * @param released of categories whose backlog is spread, the last row of each bucket; of the others
 *     everything that is due
 */
record Part(List<CategoryRef> categories, Map<CategoryRef, SortedMap<Short, Cursor>> released) {

  Part {
    categories = List.copyOf(categories);
    released = Map.copyOf(released);
  }

  /** Where each bucket of a category ends; empty where it has no end but the cut-off. */
  SortedMap<Short, Cursor> released(CategoryRef category) {
    return released.getOrDefault(category, new TreeMap<>());
  }
}
