package io.lethe.policy;

import io.lethe.time.Term;
import java.util.Optional;

/**
 * When data of a category is acted on, counted from an event.
 *
 * @param index position in the category, from 0
 * @param from the event's type
 * @param keep the term after the event; without it the data is due at the event
 * @param within the term after {@code keep} (or the event) in which the action must be done
 * @param then the action
 * @param agreed the flag by which a contract with the subject allows {@code keep} and {@code
 *     within} to exceed the law's limit
 * @param clause the policy's own reference, or empty
 */
public record RetentionRule(
    int index,
    String from,
    Optional<Term> keep,
    Optional<Term> within,
    Action then,
    Optional<Flag> agreed,
    String clause) {

  /** A rule of which nothing was agreed. */
  public RetentionRule(
      int index,
      String from,
      Optional<Term> keep,
      Optional<Term> within,
      Action then,
      String clause) {
    this(index, from, keep, within, then, Optional.empty(), clause);
  }

  /** Whether the policy's own limit counts, be the law's stricter. */
  public boolean lifted() {
    return agreed.filter(Flag::value).isPresent();
  }
}
