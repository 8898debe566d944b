package io.lethe.subject;

import io.lethe.subject.RestraintStore.Placed;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A hold or a block as it is answered.
 *
 * @param authority who ordered it, or null when it was not said
 * @param records number of records that it is over, or null when it is not over a set of them
 * @param covers records it covers now; null in the answer to a release
 */
record RestraintView(
    UUID id,
    String policy,
    @Nullable String category,
    @Nullable UUID subjectKey,
    @Nullable Integer records,
    @Nullable String authority,
    String reason,
    @Nullable Instant endsAt,
    Instant placedAt,
    @Nullable Instant releasedAt,
    @Nullable Long covers) {

  static RestraintView of(Placed placed, @Nullable Long covers) {
    return new RestraintView(
        placed.id(),
        placed.policy(),
        placed.category(),
        placed.subjectKey(),
        placed.records(),
        placed.authority(),
        placed.reason(),
        placed.endsAt(),
        placed.placedAt(),
        placed.releasedAt(),
        covers);
  }
}
