package io.lethe.record;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.policy.Action;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A record in its protected view.
 *
 * @param dueAt from when the action is allowed; null while every clock waits
 * @param deadline the last lawful day of the action, in the policy's zone
 * @param attributes its labels; absent when it has none
 * @param fields as they are stored; an encrypted field shows {@code {"encrypted": true}}
 */
record RecordView(
    UUID id,
    @Schema(examples = "sens") String policy,
    int policyVersion,
    @Schema(examples = "mandatory") String category,
    UUID subjectKey,
    Instant collectedAt,
    RecordState state,
    @Nullable Instant dueAt,
    @Nullable LocalDate deadline,
    @Nullable Action dueAction,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Schema(implementation = Object.class)
        @Nullable JsonNode attributes,
    @Schema(implementation = Object.class) JsonNode fields) {}
