package io.lethe.retention;

import io.lethe.retention.DueStore.Cursor;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A category's backlog that runs act on in parts.
 *
 * @param run whose part is the last one
 * @param begunAt when the first part began
 * @param epoch of the policy's versions and calendars, under which brakes have let it go
 * @param records that were due when the last part began
 * @param postponed of them, left for the runs that follow
 * @param until by when these will have acted on them
 * @param released by bucket, the last row that any run may act on
 */
record Spread(
    UUID run,
    Instant begunAt,
    int epoch,
    long records,
    long postponed,
    Instant until,
    SortedMap<Short, Cursor> released) {

  Spread {
    released = Collections.unmodifiableSortedMap(new TreeMap<>(released));
  }

  /** The same backlog after a part for an earlier cut-off, which has not seen all of it. */
  Spread of(Spread part) {
    return new Spread(
        part.run,
        begunAt,
        epoch,
        part.records,
        Math.max(postponed, part.postponed),
        until.isAfter(part.until) ? until : part.until,
        part.released);
  }
}
