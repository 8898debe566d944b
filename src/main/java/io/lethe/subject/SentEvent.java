package io.lethe.subject;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.lethe.crypto.TokenInput;
import io.lethe.intake.IntakeKey;
import io.lethe.intake.KeyedItem;
import io.lethe.intake.Outcome;
import io.lethe.key.PolicyKeys;
import io.lethe.key.PolicyKeys.SubjectTokens;
import io.lethe.subject.EventStore.Starting;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * An event of a chunk, and the tokens of its subject.
 *
 * @param position of the item in its chunk
 */
record SentEvent(int position, EventInput event, SubjectTokens tokens, String digest)
    implements KeyedItem {

  /** An event, under these keys. */
  static SentEvent of(int position, EventInput event, PolicyKeys keys) {
    return new SentEvent(
        position,
        event,
        keys.subject(event.subject()),
        event.key().map(key -> digest(keys, event)).orElse(""));
  }

  private static String digest(PolicyKeys keys, EventInput event) {
    byte[] item =
        TokenInput.of(event.subject(), event.type(), event.purpose(), event.at().toString());
    return HexFormat.of().formatHex(keys.tag("intake", "event", item));
  }

  @Override
  public Optional<IntakeKey> key() {
    return event.key().map(key -> new IntakeKey(IntakeKey.Kind.EVENT, event.policy(), key));
  }

  /** The answer, whether it was sent now or before. */
  Outcome accepted() {
    return new Outcome.Accepted(JsonNodeFactory.instance.objectNode());
  }

  /** What it starts for its subject. */
  Starting starting(UUID subject) {
    return new Starting(subject, event.type(), event.purpose(), event.at());
  }

  @Override
  public Outcome answered(Optional<UUID> record) {
    return accepted();
  }

  /** Names no subject. */
  @Override
  public String toString() {
    return "SentEvent[position=" + position + "]";
  }
}
