package io.lethe.retention;

import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row that a batch has claimed.
 *
 * @param bytes of its content, as it is stored
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
    int bytes,
    String data,
    byte @Nullable [] sealed) {

  /** Of all of them. */
  static long bytes(Collection<Claimed> rows) {
    return rows.stream().mapToLong(Claimed::bytes).sum();
  }

  /** Names no value. */
  @Override
  public String toString() {
    return "Claimed[id=" + id + "]";
  }
}
