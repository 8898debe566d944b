package io.lethe.retention;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of the journal with all that is needed to write it again.
 *
 * @param subject null for what depersonalization had left
 */
record Journalled(
    UUID record,
    @Nullable UUID subject,
    String policy,
    String category,
    int protectedBy,
    int policyVersion,
    int rule,
    String action,
    Instant at)
    implements JournalLine {

  private static final int COLUMNS = 9;

  @Override
  public String text() {
    return String.join(
        ",",
        record.toString(),
        subject == null ? "" : subject.toString(),
        policy,
        category,
        Integer.toString(protectedBy),
        Integer.toString(policyVersion),
        Integer.toString(rule),
        action,
        at.toString());
  }

  static Journalled of(String[] columns) {
    if (columns.length != COLUMNS) {
      throw new IllegalArgumentException("not a line of a journal");
    }
    return new Journalled(
        UUID.fromString(columns[0]),
        columns[1].isEmpty() ? null : UUID.fromString(columns[1]),
        columns[2],
        columns[3],
        Integer.parseInt(columns[4]),
        Integer.parseInt(columns[5]),
        Integer.parseInt(columns[6]),
        columns[7],
        Instant.parse(columns[8]));
  }
}
