package io.lethe.policy;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Why the methods of a version suffice.
 *
 * @param text for which purpose, of whom, of which data, on which grounds; no personal value
 */
@Schema(name = "MethodAssessmentInput")
record AssessmentInput(
    @NotBlank
        @Size(max = 4000)
        @Schema(examples = "Statistics of users; names and contacts dropped; k is 5; commission 4")
        String text) {}
