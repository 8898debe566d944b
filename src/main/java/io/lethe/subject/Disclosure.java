package io.lethe.subject;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A permitted transfer of a subject's data to a third party. No personal value is in it.
 *
 * @param country of the recipient: that which was asked for, or the policy's, or null
 * @param clause the policy's own reference of the recipient
 * @param grounds that the purpose rested on
 * @param fields of the category that were given; empty means all
 * @param basis what the product answered for
 * @param by the product
 */
@Schema(name = "Disclosure")
record Disclosure(
    UUID id,
    Instant at,
    String policy,
    int policyVersion,
    String category,
    String recipient,
    @Nullable String country,
    String action,
    String purpose,
    String clause,
    List<String> grounds,
    List<String> fields,
    List<DecisionInput.Basis> basis,
    String by) {}
