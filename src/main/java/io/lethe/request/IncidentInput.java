package io.lethe.request;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An incident, as an officer notes it.
 *
 * @param detectedAt when it was detected, from which the hours run
 * @param categories whose data it concerns
 * @param subjects keys of the people whose data it concerns; everybody of these categories by
 *     default
 */
@Schema(name = "IncidentInput")
record IncidentInput(
    @NotBlank @Size(max = 100) @Schema(examples = "unnamed_app") String policy,
    @NotNull Instant detectedAt,
    @NotNull IncidentKind kind,
    @NotEmpty @Size(max = 100) List<@NotBlank @Size(max = 100) String> categories,
    @Nullable @Size(min = 1, max = 10000) List<@NotNull UUID> subjects) {}
