package io.lethe.retention;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What no brake has stopped of a run.
 *
 * @param measured how many records of each category were due then, by the index
 * @param epochs of the policies' versions and calendars before it was measured; what has come
 *     meanwhile was not
 */
record Free(Map<CategoryRef, Long> measured, Map<String, Integer> epochs) {

  Free {
    measured = Collections.unmodifiableMap(new LinkedHashMap<>(measured));
    epochs = Map.copyOf(epochs);
  }

  /** Everything, whatever is due of it. */
  static Free of(List<CategoryRef> categories) {
    Map<CategoryRef, Long> all = new LinkedHashMap<>();
    categories.forEach(category -> all.put(category, Long.MAX_VALUE));
    return new Free(all, Map.of());
  }

  List<CategoryRef> categories() {
    return List.copyOf(measured.keySet());
  }

  int epoch(CategoryRef category) {
    return epochs.getOrDefault(category.policy(), 0);
  }
}
