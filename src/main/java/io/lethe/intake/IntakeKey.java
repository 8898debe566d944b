package io.lethe.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.database.Ids;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Violation;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The key under which a caller may send an item again.
 *
 * <p>It stands for one item: another one under it is refused ({@link KeyedItem#digest}).
 *
 * @param kind what it is a key of: a record and an event may have the same one
 * @param policy of the item
 * @param key drawn by the caller, another one for each item
 */
public record IntakeKey(Kind kind, String policy, UUID key) {

  /** The name in an item. */
  public static final String NAME = "idempotencyKey";

  private static final int LENGTH = 36;

  /** What is sent under keys. */
  public enum Kind {
    /** Records. */
    RECORD,
    /** Events. */
    EVENT
  }

  /** The bucket that it is kept in: of what its caller has drawn, not of whose item it is. */
  short bucket() {
    return (short) Math.floorMod(key.hashCode() ^ key.hashCode() >>> 16, Ids.BUCKETS);
  }

  /** The key of an item, if it has one; a malformed one is a violation. */
  public static Optional<UUID> read(JsonNode item, List<Violation> violations) {
    if (!item.has(NAME)) {
      return Optional.empty();
    }
    String text = item.path(NAME).asText("");
    try {
      if (text.length() == LENGTH) {
        return Optional.of(UUID.fromString(text));
      }
    } catch (IllegalArgumentException e) {
      // Falls through: it is none.
    }
    violations.add(Violation.of(NAME, ErrorCode.IDEMPOTENCY_KEY_INVALID));
    return Optional.empty();
  }
}
