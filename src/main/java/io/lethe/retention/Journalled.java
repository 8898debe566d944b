package io.lethe.retention;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of the journal with all that is needed to write it again.
 *
 * @param subject null for what depersonalization had left
 */
record Journalled(
    UUID record,
    @Nullable UUID subject,
    String policy,
    String category,
    int protectedBy,
    int policyVersion,
    int rule,
    String action,
    Instant at) {}
