package io.lethe.policy;

import io.lethe.time.Term;
import java.util.Optional;

/**
 * How a kind of data-subject request is answered.
 *
 * @param due the term of the answer
 * @param from what the term runs from
 * @param extend by how much a reasoned notice extends it
 * @param block whether and from when the data is blocked meanwhile
 * @param clause the policy's own reference, or empty
 */
public record RequestRule(
    String name, Term due, Start from, Optional<Term> extend, Block block, String clause) {

  /** What a term runs from. */
  public enum Start {
    RECEIVED,
    EVIDENCE,
    DETECTED
  }

  /** When the data is blocked. */
  public enum Block {
    NONE,
    /** While the request is verified. */
    VERIFICATION,
    /** From receipt, unless that harms somebody's rights. */
    RECEIPT,
    /** Until the subject orders otherwise. */
    SUBJECT_ORDER
  }
}
