package io.lethe.subject;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Whose data may not be collected, or may be again.
 *
 * @param subject the product's reference
 * @param authority on whose demand or by which document
 * @param reason why; no personal value
 */
@Schema(name = "CollectionBanInput")
record BanInput(
    @NotBlank @Size(max = 100) @Schema(examples = "sens") String policy,
    @NotBlank @Size(max = 256) @Schema(examples = "user-1001") String subject,
    @NotBlank @Size(max = 500) @Schema(examples = "guardian, request 17/2026") String authority,
    @NotBlank @Size(max = 2000) @Schema(examples = "under age") String reason) {

  /** Names nothing but the policy: a subject's reference may be personal. */
  @Override
  public String toString() {
    return "BanInput[policy=" + policy + "]";
  }
}
