package io.lethe.retention;

import java.util.List;
import java.util.Map;

/**
 * What no brake has stopped of a run.
 *
 * @param epochs of the policies' versions and calendars before it was measured; what has come
 *     meanwhile was not
 */
record Free(List<CategoryRef> categories, Map<String, Integer> epochs) {

  Free {
    categories = List.copyOf(categories);
    epochs = Map.copyOf(epochs);
  }

  int epoch(CategoryRef category) {
    return epochs.getOrDefault(category.policy(), 0);
  }
}
