package io.lethe.subject;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What is to be held: a subject, a category, a subject's category, a whole policy, or a set of
 * records.
 *
 * @param category null for all categories
 * @param subject the product's reference, or null
 * @param subjectKey Lethe's key of the subject, or null
 * @param records ids of records, instead of a category or a subject, or null
 * @param authority who ordered it, such as a court and the number of its order, or null
 * @param reason why; no personal value
 * @param endsAt when it ends by itself, or null
 */
public record HoldInput(
    @NotBlank @Size(max = 100) @Schema(examples = "sens") String policy,
    @Nullable @Size(max = 100) @Schema(examples = "mandatory") String category,
    @Nullable @Size(max = 256) @Schema(examples = "user-1001") String subject,
    @Nullable UUID subjectKey,
    @Nullable @Size(min = 1, max = 10_000) List<@NotNull UUID> records,
    @Nullable @Size(max = 500) @Schema(examples = "Arbitration court, order A40-1234/26")
        String authority,
    @NotBlank @Size(max = 2000) @Schema(examples = "pending litigation") String reason,
    @Nullable Instant endsAt) {

  /** The same without the records. */
  RestraintInput restraint() {
    return new RestraintInput(policy, category, subject, subjectKey, authority, reason, endsAt);
  }

  /** Names nothing but the policy: a subject's reference may be personal. */
  @Override
  public String toString() {
    return "HoldInput[policy=" + policy + "]";
  }
}
