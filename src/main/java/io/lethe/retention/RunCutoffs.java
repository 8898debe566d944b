package io.lethe.retention;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

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

  /**
   * The latest accepted cut-off, up to this one, of a run that was free to act and has ended; empty
   * when there is none. One that is later still was a wrong clock's.
   */
  Uni<Optional<Instant>> last(Instant cutoff) {
    return database
        .data()
        .preparedQuery(
            "SELECT max(cutoff) AS last FROM retention_run"
                + " WHERE cutoff_accepted AND state IN ('COMPLETED', 'FAILED') AND NOT dry_run"
                + " AND as_of IS NULL AND cutoff <= $1")
        .execute(Tuple.of(Columns.utc(cutoff)))
        .map(rows -> Optional.ofNullable(Columns.instant(rows.iterator().next(), "last")));
  }

  /** Does what goes by the cut-off of a run where that is accepted and stands, and else nothing. */
  Uni<Void> ifAccepted(UUID run, Supplier<Uni<Void>> work) {
    return database
        .data()
        .preparedQuery(
            "SELECT cutoff_accepted AND state <> 'CANCELLED' AS accepted FROM retention_run"
                + " WHERE id = $1")
        .execute(Tuple.of(run))
        .chain(
            rows ->
                rows.iterator().next().getBoolean("accepted")
                    ? work.get()
                    : Uni.createFrom().voidItem());
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
