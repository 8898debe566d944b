package io.lethe.retention;

import java.util.UUID;

/** A batch of one row failed because of it. */
final class RowFailed extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient UUID record;

  RowFailed(UUID record, Throwable cause) {
    super("record " + record + " could not be acted on", cause);
    this.record = record;
  }

  UUID record() {
    return record;
  }
}
