package io.lethe.retention;

import java.time.Instant;

/** A line of a journal outside the database. */
sealed interface JournalLine permits Journalled, JournalledTable, JournalledPerson {

  /** When it was destroyed. */
  Instant at();

  /** The line as it is written, without its end. */
  String text();
}
