package io.lethe.policy;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * That subjects were notified of a version.
 *
 * @param at when, not in the future
 * @param how by which way and where the evidence is; no personal value
 */
record NoticeInput(
    @NotNull @Schema(examples = "2026-05-15T09:00:00+03:00") Instant at,
    @NotBlank @Size(max = 2000) @Schema(examples = "e-mail to all users, campaign 2026-05")
        String how) {}
