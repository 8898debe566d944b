package io.lethe.retention;

import java.time.Instant;
import java.util.UUID;

/** Somebody whose records went with a time table; after the line of the table. */
record JournalledPerson(UUID table, UUID subject, Instant at) implements JournalLine {

  static final String KIND = "person";

  @Override
  public String text() {
    return String.join(",", KIND, table.toString(), subject.toString(), at.toString());
  }

  static JournalledPerson of(String[] columns) {
    return new JournalledPerson(
        UUID.fromString(columns[1]), UUID.fromString(columns[2]), Instant.parse(columns[3]));
  }
}
