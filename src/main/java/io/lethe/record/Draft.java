package io.lethe.record;

import io.lethe.key.PolicyKeys.SubjectTokens;
import io.lethe.transform.Outcome;
import java.time.Instant;

/**
 * A record that is protected in memory and not yet stored.
 *
 * @param position of the item in its chunk
 */
record Draft(int position, RecordInput input, SubjectTokens tokens, Outcome.Protected content) {

  /** When the data was collected: on receipt, where nobody says so or a clock is ahead. */
  Instant collectedAt(Instant now) {
    return input.collectedAt().filter(at -> at.isBefore(now)).orElse(now);
  }

  /** Whether the record is to be in a time table. */
  boolean isTimed() {
    return input.version().keepsTimeTables(input.category().name());
  }

  /** Names neither subject nor fields. */
  @Override
  public String toString() {
    return "Draft[position=" + position + "]";
  }
}
