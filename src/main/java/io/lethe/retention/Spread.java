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

  /** The same backlog, of which as much is released as of another. */
  Spread released(Spread further) {
    return new Spread(run, begunAt, epoch, records, postponed, until, further.released);
  }
}
