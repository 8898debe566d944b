package io.lethe.request;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A block on a person that has lasted longer than its policy or a law wants.
 *
 * @param requestId the request that placed it, or null
 * @param lastDay the last day that it was to last, in the policy's zone
 * @param ground what an approval stands on
 * @param clause the policy's or the law's own reference
 */
@Schema(name = "BlockCandidate")
record OverlongBlock(
    UUID blockId,
    String policy,
    @Nullable String category,
    UUID subjectKey,
    @Nullable UUID requestId,
    Instant blockedAt,
    LocalDate lastDay,
    Ground ground,
    String clause) {

  /** Why such a block may end in destruction. */
  @Schema(name = "BlockCandidateGround")
  enum Ground {
    /** The policy gives the operator the right to destroy all that is blocked. */
    @JsonProperty("policy")
    POLICY,
    /** The law demands that what is due and blocked is destroyed. */
    @JsonProperty("law")
    LAW
  }
}
