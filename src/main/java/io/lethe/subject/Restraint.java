package io.lethe.subject;

import io.lethe.problem.ErrorCode;
import java.util.Locale;

/** What keeps data as it is; of several, the last of these counts. */
public enum Restraint {
  /** A legal hold: destruction and depersonalization are suspended. */
  HOLD(ErrorCode.HOLD_RELEASED),
  /** A block: nothing may be done with the data but to clarify it; expiry does not override it. */
  BLOCK(ErrorCode.BLOCK_RELEASED);

  private final ErrorCode released;

  Restraint(ErrorCode released) {
    this.released = released;
  }

  /** The table that keeps them; also the prefix of their ledger entries. */
  String table() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What a second release answers. */
  ErrorCode released() {
    return released;
  }
}
