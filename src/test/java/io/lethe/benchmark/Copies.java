package io.lethe.benchmark;

import io.lethe.Sql;
import java.util.List;

/**
 * Copies of what the service wrote, so that each contender meets the same rows in the same layout.
 */
record Copies(Sql sql) {

  /** What receiving writes. */
  static final List<String> RECEIVED =
      List.of(
          "record",
          "blind_index",
          "subject",
          "subject_token",
          "subject_category",
          "lethe_key.subject_key");

  private static final List<String> JOURNALS =
      List.of("erasure", "tombstone", "key_erasure", "subject_event");
  private static final String LEFT = "depersonalized.record";

  /** Empties every table of data. */
  void clear() {
    sql.execute(
        "TRUNCATE "
            + String.join(", ", RECEIVED)
            + ", "
            + String.join(", ", JOURNALS)
            + ", depersonalized.intake, "
            + LEFT);
  }

  /** Copies what was received. */
  void takeReceived() {
    RECEIVED.forEach(this::take);
  }

  /** Copies what depersonalization left. */
  void takeLeft() {
    take(LEFT);
  }

  /** Puts what was received back into tables as good as new. */
  void restore() {
    clear();
    RECEIVED.forEach(
        table -> sql.execute("INSERT INTO " + table + " SELECT * FROM " + copy(table)));
  }

  /** Leaves no old work to do inside a measurement. */
  void settle() {
    sql.execute("VACUUM ANALYZE");
    sql.execute("CHECKPOINT");
  }

  private void take(String table) {
    sql.execute("DROP TABLE IF EXISTS " + copy(table));
    sql.execute("CREATE TABLE " + copy(table) + " AS SELECT * FROM " + table);
  }

  /** Where the copy of a table is. */
  static String copy(String table) {
    return "copy_of_" + table.replace('.', '_');
  }
}
