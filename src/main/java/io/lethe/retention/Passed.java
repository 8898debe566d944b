package io.lethe.retention;

/**
 * What brakes have let go of a backlog that is acted on in parts.
 *
 * @param epoch of the policy's versions and calendars under which they have
 * @param left records of it that are not acted on yet, by the index
 */
record Passed(int epoch, long left) {}
