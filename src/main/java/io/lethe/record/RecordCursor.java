package io.lethe.record;

import io.lethe.database.Ids;
import java.util.UUID;

/**
 * How far a walk over records has come, in the order of bucket, id and field.
 *
 * @param bucket -1 before the first
 * @param field empty where records are walked
 */
record RecordCursor(short bucket, UUID record, String field) {

  private static final RecordCursor START = new RecordCursor((short) -1, new UUID(0, 0), "");

  /** Reads what {@link #text} wrote; an empty text is the start. */
  static RecordCursor of(String text) {
    if (text.isEmpty()) {
      return START;
    }
    int space = text.indexOf(' ');
    UUID record = UUID.fromString(space < 0 ? text : text.substring(0, space));
    return new RecordCursor(
        (short) Ids.bucket(record), record, space < 0 ? "" : text.substring(space + 1));
  }

  /** After this record. */
  static String text(UUID record) {
    return record.toString();
  }

  /** After this field of a record. */
  static String text(UUID record, String field) {
    return record + " " + field;
  }
}
