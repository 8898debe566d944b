package io.lethe.key;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.util.List;
import java.util.Optional;

/** A table whose rows are under versions of a ring: what a census counts and a rewrap moves. */
public interface KeyedRows {

  /** The table's name. */
  String table();

  /** Which of a policy's rings the rows are under. */
  RingPurpose purpose();

  /** How many rows there are of each version. */
  Uni<List<Use>> census(String policy);

  /**
   * Moves the next rows to the active version of {@code rewrap.keys()}, in this transaction, which
   * holds their epoch. Rows that another transaction has locked are left for the next pass.
   */
  Uni<Moved> rewrap(SqlConnection tx, Rewrap rewrap);

  /**
   * Rows of one version.
   *
   * @param category of the records, or empty where the table does not know it
   */
  record Use(String table, String category, int version, long rows) {}

  /**
   * What is to be moved.
   *
   * @param after where the last batch ended, as it said; empty at the start
   * @param limit rows, at most
   */
  record Rewrap(PolicyKeys keys, String after, int limit) {}

  /**
   * What was moved.
   *
   * @param rows that are under the active version now
   * @param next where the next batch goes on; empty at the end of the table
   */
  record Moved(int rows, Optional<String> next) {

    /** Nothing was left to move. */
    public static final Moved END = new Moved(0, Optional.empty());
  }
}
