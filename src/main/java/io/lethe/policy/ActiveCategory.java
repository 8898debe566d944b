package io.lethe.policy;

/** A category of the version that is active. */
public record ActiveCategory(PolicyVersion version, Category category) {}
