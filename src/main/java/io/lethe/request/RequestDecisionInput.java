package io.lethe.request;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A decision as it is sent.
 *
 * @param norm what a refusal stands on, such as a clause of the policy or an article of the law
 * @param reason needed for a refusal
 * @param ban with a destruction that is granted: nothing more is collected of the person
 */
record RequestDecisionInput(
    @NotNull Outcome outcome,
    @Nullable
        @Pattern(regexp = "[\\p{L}\\d][\\p{L}\\d .,:;()§/-]{0,99}")
        @Schema(
            examples = "152-FZ 14(8)",
            description = "Written to the ledger, which outlives the data: it names no person")
        String norm,
    @Nullable DecisionReason reason,
    @Nullable Boolean ban) {

  /** What it says. */
  DecisionService.Verdict verdict() {
    return new DecisionService.Verdict(outcome, norm, reason, Boolean.TRUE.equals(ban));
  }
}
