package io.lethe.intake;

import java.util.Optional;
import java.util.UUID;

/** An item that may have been sent before. */
public interface KeyedItem {

  /** Where it stands in its chunk. */
  int position();

  /** The key under which it may be sent again, if it has one. */
  Optional<IntakeKey> key();

  /**
   * Tells the item from any other under the same key: 16 bytes under a key of the policy, in
   * hexadecimal digits, of all that it says but its reference and when it was collected; empty when
   * it has no key.
   */
  String digest();

  /**
   * The answer when it was sent before.
   *
   * @param record that it became, if it was one
   */
  Outcome answered(Optional<UUID> record);
}
