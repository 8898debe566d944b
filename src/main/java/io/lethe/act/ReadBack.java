package io.lethe.act;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Map;

/**
 * What was found of a sample of what a run had destroyed or depersonalized, when it was looked for
 * afterwards.
 *
 * @param records in the sample; all of a small run
 * @param tables time tables, all of them
 * @param keys data keys in the sample
 * @param found how much of it is still there, by store; every number should be 0
 */
@RegisterForReflection
record ReadBack(Instant at, long records, long tables, long keys, Map<String, Long> found) {

  /** Whether nothing was found. */
  boolean clean() {
    return found.values().stream().allMatch(count -> count == 0);
  }
}
