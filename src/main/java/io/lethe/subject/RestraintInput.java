package io.lethe.subject;

import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.lethe.time.InstantRange;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What is to be held or blocked: a subject, a category, a subject's category, or a whole policy.
 *
 * @param category null for all categories
 * @param subject the product's reference, or null
 * @param subjectKey Lethe's key of the subject, or null
 * @param authority who ordered it, such as a court and the number of its order, or null
 * @param reason why; no personal value
 * @param endsAt when it ends by itself, or null
 */
public record RestraintInput(
    @NotBlank @Size(max = 100) @Schema(examples = "sens") String policy,
    @Nullable @Size(max = 100) @Schema(examples = "mandatory") String category,
    @Nullable @Size(max = 256) @Schema(examples = "user-1001") String subject,
    @Nullable UUID subjectKey,
    @Nullable @Size(max = 500) @Schema(examples = "Arbitration court, order A40-1234/26")
        String authority,
    @NotBlank @Size(max = 2000) @Schema(examples = "pending litigation") String reason,
    @Nullable Instant endsAt) {

  /** An empty authority is none. */
  public RestraintInput {
    authority = authority == null || authority.isBlank() ? null : authority;
  }

  /** Refuses one that has ended by {@code now}, or ends later than anything can. */
  void refuseEnded(Instant now) {
    if (endsAt != null && (!endsAt.isAfter(now) || endsAt.isAfter(InstantRange.LATEST))) {
      throw new ServiceException(
          ErrorCode.CLOCK_OUT_OF_RANGE, "endsAt has to be later than now; leave it out for no end");
    }
  }

  /** Names nothing but the policy: a subject's reference may be personal. */
  @Override
  public String toString() {
    return "RestraintInput[policy=" + policy + "]";
  }
}
