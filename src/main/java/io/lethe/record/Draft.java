package io.lethe.record;

import io.lethe.key.PolicyKeys.SubjectTokens;
import io.lethe.transform.Outcome;

/**
 * A record that is protected in memory and not yet stored.
 *
 * @param position of the item in its chunk
 */
record Draft(int position, RecordInput input, SubjectTokens tokens, Outcome.Protected content) {

  /** Names neither subject nor fields. */
  @Override
  public String toString() {
    return "Draft[position=" + position + "]";
  }
}
