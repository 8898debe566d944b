package io.lethe.retention;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What brakes have let go of a backlog that is acted on in parts.
 *
 * @param epoch of the policy's versions and calendars under which they have
 * @param left records of it that the last part's run has not journalled; some may be due no more
 * @param cutoff by which they were counted; null where that is not known: of a run for a cut-off of
 *     its own, and of one that is lost
 */
record Passed(int epoch, long left, @Nullable Instant cutoff) {}
