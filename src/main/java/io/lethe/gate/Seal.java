package io.lethe.gate;

/** Why a database is sealed. */
public enum Seal {
  /**
   * It is another than the one that was opened, and lacks nothing; journals are to be looked at.
   */
  CHANGED,
  /**
   * It lacks segments that were exported: a backup was restored, or a replica took over that had
   * lagged.
   */
  BEHIND,
  /** It is another than the one that was opened, and nothing was exported to compare it with. */
  MOVED,
  /** Another database has exported what this one has not. */
  FORKED,
  /** The directory lacks segments that were exported. */
  EXPORT_LOST,
  /** It exports, and this process does not know where: nothing can be compared. */
  EXPORT_UNSET,
  /** A migration has ended older builds; it opens by itself when they have had time to see so. */
  MIGRATED,
  /** A newer build has migrated it, and this one must not use it: it is to be replaced. */
  BUILD_TOO_OLD
}
