package io.lethe.record;

import io.lethe.crypto.TokenInput;
import io.lethe.intake.CanonicalJson;
import io.lethe.intake.IntakeKey;
import io.lethe.intake.KeyedItem;
import io.lethe.key.PolicyKeys;
import io.lethe.key.PolicyKeys.SubjectTokens;
import io.lethe.transform.Outcome;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * A record that is protected in memory and not yet stored.
 *
 * @param position of the item in its chunk
 */
record Draft(
    int position, RecordInput input, SubjectTokens tokens, String digest, Outcome.Protected content)
    implements KeyedItem {

  /** Protected fields of a record, under these keys. */
  static Draft of(int position, RecordInput input, PolicyKeys keys, Outcome.Protected content) {
    return new Draft(
        position,
        input,
        keys.subject(input.subject()),
        input.key().map(key -> digest(keys, input)).orElse(""),
        content);
  }

  /** When it was collected is left out: a sidecar that is sent it again says another time. */
  private static String digest(PolicyKeys keys, RecordInput input) {
    byte[] item =
        TokenInput.of(
            input.category().name(),
            input.subject(),
            input.attributes().map(CanonicalJson::of).orElse(""),
            CanonicalJson.of(input.fields()));
    return HexFormat.of().formatHex(keys.tag("intake", "record", item));
  }

  @Override
  public Optional<IntakeKey> key() {
    String policy = input.version().policy();
    return input.key().map(key -> new IntakeKey(IntakeKey.Kind.RECORD, policy, key));
  }

  @Override
  public io.lethe.intake.Outcome answered(Optional<UUID> record) {
    return ReceiveService.accepted(this, record.map(UUID::toString));
  }

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
