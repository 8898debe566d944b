package io.lethe.policy;

/**
 * A circumstance of the operator's that a clause depends on, such as that the policy is part of the
 * licence agreement. Another value is another version.
 *
 * @param value whether it is so
 * @param clause the policy's own reference, or empty
 */
public record Flag(String name, boolean value, String clause) {}
