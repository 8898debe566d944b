package io.lethe.policy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether something may be done with data of a category; without the person it is about.
 *
 * @param action as 152-FZ 3(3) names it
 * @param recipient the third party of a transfer
 * @param country where the recipient gets it, ISO 3166-1 alpha-2, if it was said
 * @param fields of the category; empty means all
 * @param attested needs that the caller answers for
 */
public record Question(
    String policy,
    String category,
    String action,
    String purpose,
    Optional<String> recipient,
    Optional<String> country,
    Set<String> fields,
    Set<Need> attested) {

  /** Actions that give data to somebody else. */
  private static final Set<String> TRANSFERS =
      Set.of("provide", "transfer", "distribute", "access");

  /** What the law demands, whatever a policy lists (152-FZ 21). */
  private static final Set<String> DEMANDED = Set.of("block", "destroy");

  /** What ends processing: it needs no ground. */
  private static final Set<String> ENDING = Set.of("block", "delete", "depersonalize", "destroy");

  /** What the retention rules bound, not the grounds. */
  private static final Set<String> KEEPING = Set.of("store", "rectify", "change");

  /** What brings new data in. */
  private static final Set<String> COLLECTING = Set.of("collect", "record", "accumulate");

  /** What a block leaves (152-FZ 3(7): all but clarification ceases). */
  private static final Set<String> WHILE_BLOCKED =
      Set.of("store", "rectify", "change", "block", "delete", "destroy");

  public Question {
    fields = Set.copyOf(fields);
    attested = Set.copyOf(attested);
  }

  boolean transfers() {
    return TRANSFERS.contains(action);
  }

  /** Whether a named recipient is missing; access may be one's own. */
  boolean lacksRecipient() {
    return transfers() && !action.equals("access") && recipient.isEmpty();
  }

  boolean listedIn(Category category) {
    return category.actions().contains(action) || DEMANDED.contains(action);
  }

  /** Whether the action ends processing, so that it needs no ground. */
  boolean ends() {
    return ENDING.contains(action);
  }

  /** Whether the purpose needs a living ground for it. */
  public boolean needsGround() {
    return needsGround(action);
  }

  /** Whether a block leaves it. */
  public boolean allowedWhileBlocked() {
    return WHILE_BLOCKED.contains(action);
  }

  /** Whether new data would come in. */
  public boolean collects() {
    return COLLECTING.contains(action);
  }

  private static boolean needsGround(String action) {
    return !ENDING.contains(action) && !KEEPING.contains(action);
  }

  /** What may be done with data of a category, in order: what is listed, and the law demands. */
  public static List<String> allowed(Category category) {
    return Stream.concat(category.actions().stream(), DEMANDED.stream())
        .distinct()
        .sorted()
        .toList();
  }

  /** What of it stops with the last ground, in order. */
  public static List<String> stopping(Category category) {
    return allowed(category).stream().filter(Question::needsGround).toList();
  }
}
