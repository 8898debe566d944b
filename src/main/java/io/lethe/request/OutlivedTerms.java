package io.lethe.request;

import io.lethe.database.Database;
import io.lethe.ledger.LedgerStore;
import io.lethe.time.TrustedTime;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Deletes requests and incidents that have outlived {@link OwnTerm}, by the time that both the
 * service and the database have reached.
 */
@ApplicationScoped
class OutlivedTerms {

  private final Database database;
  private final WatchStore requests;
  private final IncidentStore incidents;
  private final LedgerStore ledger;
  private final TrustedTime time;
  private final Clock clock;

  OutlivedTerms(
      Database database,
      WatchStore requests,
      IncidentStore incidents,
      LedgerStore ledger,
      TrustedTime time,
      Clock clock) {
    this.database = database;
    this.requests = requests;
    this.incidents = incidents;
    this.ledger = ledger;
    this.time = time;
    this.clock = clock;
  }

  /** One look. */
  Uni<Void> once() {
    return database
        .now()
        .map(time::cutoff)
        .call(cutoff -> delete(cutoff, requests::delete, "request"))
        .chain(cutoff -> delete(cutoff, incidents::delete, "incident"));
  }

  private Uni<Void> delete(
      Instant cutoff, BiFunction<SqlConnection, Instant, Uni<Integer>> rows, String what) {
    return database.transaction(
        tx ->
            rows.apply(tx, cutoff)
                .chain(
                    gone ->
                        gone == 0
                            ? Uni.createFrom().voidItem()
                            : ledger.append(
                                tx,
                                what + ".deleted",
                                clock.instant().truncatedTo(ChronoUnit.MICROS),
                                Map.of(what + "s", gone))));
  }
}
