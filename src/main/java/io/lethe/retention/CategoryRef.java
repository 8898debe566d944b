package io.lethe.retention;

/** A category of a policy. */
record CategoryRef(String policy, String category) {}
