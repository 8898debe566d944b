package io.lethe.retention;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;

/** How far runs have come: a time that is much later is one that a wrong clock may tell. */
@ApplicationScoped
class RunCutoffs {

  private final Database database;

  RunCutoffs(Database database) {
    this.database = database;
  }

  /** The latest cut-off of a run that was free to act and has ended; empty when there is none. */
  Uni<Optional<Instant>> last() {
    return database
        .data()
        .query(
            "SELECT max(cutoff) AS last FROM retention_run"
                + " WHERE state IN ('COMPLETED', 'FAILED') AND NOT dry_run AND as_of IS NULL")
        .execute()
        .map(rows -> Optional.ofNullable(Columns.instant(rows.iterator().next(), "last")));
  }
}
