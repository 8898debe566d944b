package io.lethe.policy;

import io.lethe.time.Term;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a kind of data-subject request is answered.
 *
 * @param name the policy's own
 * @param type what is asked for
 * @param due the term of the answer
 * @param from what the term runs from
 * @param extend by how much a reasoned notice extends it
 * @param block whether and from when the data is blocked meanwhile
 * @param mustContain without these parts a request is refused
 * @param purposes those that are meant where the request names none
 * @param events what a grant reports of the person, beside what the type does by itself
 * @param laws overlays that count instead of the policy's; empty for the policy's
 * @param oncePerYear whether only the first of a calendar year is free
 * @param destroyAfter how long such a block lasts before the data may be destroyed
 * @param clause the policy's own reference, or empty
 */
public record RequestRule(
    String name,
    RequestType type,
    Term due,
    Start from,
    Optional<Term> extend,
    Block block,
    Set<RequestPart> mustContain,
    List<String> purposes,
    List<String> events,
    List<String> laws,
    boolean oncePerYear,
    Optional<Term> destroyAfter,
    String clause) {

  public RequestRule {
    mustContain = Set.copyOf(mustContain);
    purposes = List.copyOf(purposes);
    events = List.copyOf(events);
    laws = List.copyOf(laws);
  }

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
