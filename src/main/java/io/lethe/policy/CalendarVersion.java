package io.lethe.policy;

import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A table that the operator has added to a calendar.
 *
 * @param hash SHA-256 of the table's bytes in UTF-8, in lower-case hexadecimal
 * @param workingDays number of working days of each year that it adds or changes
 * @param approvedBy the second officer, where it changes a year that was known; else null
 * @param effectiveAt from when it counts; null while it awaits approval
 */
@Schema(name = "CalendarVersion")
record CalendarVersion(
    String name,
    int version,
    State state,
    String hash,
    Map<Integer, Integer> workingDays,
    String author,
    Instant createdAt,
    @Nullable String approvedBy,
    @Nullable Instant effectiveAt) {

  /** Whether a table counts. */
  @Schema(name = "CalendarState")
  enum State {
    /** It changes a year that is known; another officer has to approve it. */
    AWAITING_APPROVAL,
    /** It counts, but for years that a later one has changed. */
    IN_FORCE
  }
}
