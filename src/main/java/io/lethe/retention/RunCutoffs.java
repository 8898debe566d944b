package io.lethe.retention;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * How far runs have come: a time that is much later is one that a wrong clock may tell.
 *
 * <p><b>Guarantee</b>: what counts is accepted, as no jump or by a second person; that a run has
 * come to an end accepts nothing.
 */
@ApplicationScoped
class RunCutoffs {

  private final Database database;

  RunCutoffs(Database database) {
    this.database = database;
  }

  /** The latest accepted cut-off of a run that was free to act and has ended; empty when none. */
  Uni<Optional<Instant>> last() {
    return database
        .data()
        .query(
            "SELECT max(cutoff) AS last FROM retention_run"
                + " WHERE cutoff_accepted AND state IN ('COMPLETED', 'FAILED') AND NOT dry_run"
                + " AND as_of IS NULL")
        .execute()
        .map(rows -> Optional.ofNullable(Columns.instant(rows.iterator().next(), "last")));
  }

  /** Accepts the cut-off of a run: it is no jump, or a second person has let the run go on. */
  Uni<Void> accept(UUID run) {
    return database
        .data()
        .preparedQuery("UPDATE retention_run SET cutoff_accepted = true WHERE id = $1")
        .execute(Tuple.of(run))
        .replaceWithVoid();
  }
}
