package io.lethe.policy;

/**
 * What the policy itself leaves open, and how the document closes it; a person signs it off.
 *
 * @param clause the policy's own reference, or empty
 * @param text the gap in one sentence
 */
public record Gap(String clause, String text) {}
