package io.lethe.retention;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.database.Ids;
import io.lethe.ledger.LedgerStore;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Redacted;
import io.lethe.problem.ServiceException;
import io.lethe.subject.Burial;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Records that a run could not act on: each is left for a while, ever longer, and keeps no other.
 *
 * <p><b>Guarantee</b>: a failure of the database, of a key or of the time is of no record, and sets
 * none aside.
 */
@ApplicationScoped
class SetAside {

  private static final Logger LOG = Logger.getLogger(SetAside.class);

  /** Data, integrity, and what a trigger raises (PostgreSQL, appendix A). */
  private static final Set<String> OF_ROWS = Set.of("22", "23", "P0");

  private static final int MOST_DAYS = 16;

  private final Database database;
  private final LedgerStore ledger;
  private final Clock clock;

  SetAside(Database database, LedgerStore ledger, Clock clock) {
    this.database = database;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** Whether a failure may be of a single record, so that the others can be acted on. */
  static boolean ofRows(Throwable failure) {
    if (failure instanceof PgException pg) {
      String state = Optional.ofNullable(pg.getSqlState()).orElse("");
      return state.length() == 5 && OF_ROWS.contains(state.substring(0, 2)) && !Burial.met(failure);
    }
    if (failure instanceof ServiceException known) {
      return known.code() == ErrorCode.RECORD_UNREADABLE;
    }
    return failure instanceof RowFailed
        || failure instanceof IllegalStateException
        || failure instanceof IllegalArgumentException
        || failure instanceof NullPointerException
        || failure instanceof ClassCastException;
  }

  /** Leaves a record for a day, and the next times for twice as long. */
  Uni<Void> set(Run run, CategoryRef category, UUID record, RowFailed failure) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    String error = Redacted.of(failure.getCause()).getMessage();
    LOG.errorf(
        Redacted.of(failure),
        "run %s sets record %s of %s/%s aside",
        run.id(),
        record,
        category.policy(),
        category.category());
    return database
        .transaction(
            tx ->
                tx.preparedQuery(
                        """
                        INSERT INTO set_aside AS there (bucket, record_id, policy, category, run_id,
                          error, times, at, until)
                        VALUES ($1, $2, $3, $4, $5, $6, 1, $7::timestamptz, $7::timestamptz + interval '1 day')
                        ON CONFLICT (bucket, record_id) DO UPDATE SET run_id = excluded.run_id,
                          error = excluded.error, times = there.times + 1, at = excluded.at,
                          until = excluded.at
                            + LEAST($8::integer, 2 ^ LEAST(there.times, 30)) * interval '1 day'
                        """)
                    .execute(
                        Tuple.tuple()
                            .addShort((short) Ids.bucket(record))
                            .addUUID(record)
                            .addString(category.policy())
                            .addString(category.category())
                            .addUUID(run.id())
                            .addString(error)
                            .addOffsetDateTime(Columns.utc(now))
                            .addInteger(MOST_DAYS))
                    .chain(
                        () ->
                            ledger.append(
                                tx,
                                "retention.set-aside",
                                now,
                                Map.of(
                                    "run", run.id().toString(),
                                    "policy", category.policy(),
                                    "category", category.category(),
                                    "record", record.toString(),
                                    "error", String.valueOf(error)))))
        .replaceWithVoid();
  }

  /** What a run has set aside, by category. */
  Uni<Map<CategoryRef, Tally>> of(Run run) {
    return database
        .data()
        .preparedQuery(
            "SELECT policy, category, count(*) AS n FROM set_aside WHERE run_id = $1 GROUP BY 1, 2")
        .execute(Tuple.of(run.id()))
        .map(
            rows -> {
              Map<CategoryRef, Tally> aside = new HashMap<>();
              rows.forEach(
                  row ->
                      aside.put(
                          new CategoryRef(row.getString("policy"), row.getString("category")),
                          Tally.failed(row.getLong("n"))));
              return aside;
            });
  }

  /** Forgets those that are gone. */
  Uni<Void> forget() {
    return database
        .data()
        .query(
            "DELETE FROM set_aside a WHERE NOT EXISTS"
                + " (SELECT 1 FROM every_record r WHERE r.bucket = a.bucket AND r.id = a.record_id)")
        .execute()
        .replaceWithVoid();
  }
}
