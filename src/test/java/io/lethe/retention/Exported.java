package io.lethe.retention;

import io.lethe.Eventually;
import io.lethe.Sql;
import io.lethe.TestPostgres;
import java.time.Duration;

/** When all of a database is in the segments. */
final class Exported {

  /** How many facts and entries of the ledger are not on the disk yet. */
  static final String LEFT =
      "SELECT (SELECT count(*) FROM export_fact)"
          + " + (SELECT count(*) FROM ledger_entry WHERE index IS NULL)"
          + " + (SELECT count(*) FROM ledger_entry e, gate g WHERE e.index >= g.exported_size)";

  private Exported() {}

  /** Waits for it; what is written afterwards is what a restore would lose. */
  static void await(TestPostgres.Database database) {
    try (Sql sql = Sql.open(database)) {
      Eventually.get(
          "all is exported", Duration.ofMinutes(1), () -> sql.number(LEFT), left -> left == 0);
    }
  }
}
