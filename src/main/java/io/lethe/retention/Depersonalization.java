package io.lethe.retention;

import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A row of the register.
 *
 * @param lastAt when it went on last: a run works in batches, a stream ends later than it begins
 * @param policyVersion that had protected the records, or whose rule destroyed the results
 * @param by who read, or asked for the run
 * @param after the result after which a reading began
 * @param most rows that a reading asked for
 * @param rows number of rows; null while a stream goes on, or where its replica died
 */
record Depersonalization(
    UUID id,
    Operation operation,
    Instant at,
    Instant lastAt,
    String policy,
    String category,
    @Nullable Integer policyVersion,
    @Nullable UUID run,
    @Nullable UUID act,
    String by,
    @Nullable String purpose,
    @Nullable String recipient,
    @Nullable UUID after,
    @Nullable Integer most,
    @Nullable Long rows) {

  /** What was done. */
  @Schema(name = "DepersonalizationOperation")
  enum Operation {
    /** A run depersonalized records. */
    DEPERSONALIZED,
    /** Results were read within the operator. */
    READ,
    /** Results went to a third party. */
    EXPORTED,
    /** A run destroyed results whose day had come. */
    DESTROYED
  }
}
