package io.lethe.record;

import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.UUID;

/**
 * A time table: the records of a category that were collected on a day of the policy's zone, in a
 * partition of their own.
 *
 * @param series number of the category, which is in the ids
 * @param until exclusive
 * @param first the id before every other in it
 * @param last exclusive
 * @param dropped whether it is gone, and takes nothing any more
 */
public record TimeTable(
    int series,
    String policy,
    String category,
    Instant from,
    Instant until,
    UUID first,
    UUID last,
    boolean dropped) {

  /**
   * The advisory lock that whoever inserts shares, with {@link #partition} as its second half; who
   * drops it takes it alone.
   */
  public static final int LOCK = 4717;

  /** Of a row of {@code time_table}. */
  public static TimeTable of(Row row) {
    return new TimeTable(
        row.getShort("series"),
        row.getString("policy"),
        row.getString("category"),
        row.getOffsetDateTime("from_at").toInstant(),
        row.getOffsetDateTime("until_at").toInstant(),
        row.getUUID("first_id"),
        row.getUUID("last_id"),
        row.getString("state").equals("DROPPED"));
  }

  /** The name of its partition; digits and underscores but for a fixed beginning. */
  public String partition() {
    return "record_timed_" + series + "_" + from.getEpochSecond();
  }

  /** Whether it takes what was collected at this instant. */
  boolean takes(Instant at) {
    return !at.isBefore(from) && at.isBefore(until);
  }
}
