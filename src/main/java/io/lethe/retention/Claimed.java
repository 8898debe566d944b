package io.lethe.retention;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row that a batch has claimed.
 *
 * @param data the protected view as JSON text; {@code {}} when it was not asked for
 */
record Claimed(
    UUID id,
    UUID subject,
    int policyVersion,
    Instant collectedAt,
    Instant receivedAt,
    Instant dueAt,
    @Nullable UUID keyId,
    String data,
    byte @Nullable [] sealed) {

  /** Names no value. */
  @Override
  public String toString() {
    return "Claimed[id=" + id + "]";
  }
}
