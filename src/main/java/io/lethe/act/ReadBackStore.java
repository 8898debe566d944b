package io.lethe.act;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.ledger.LedgerStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Looks for what a run has destroyed of people, in every store that had it: rows, replaced values,
 * blind indexes, time tables, data keys.
 *
 * <p>What is found is in the act, in the ledger ({@code act.read-back-found}) and in the log: then
 * something was destroyed in the journal alone.
 */
@ApplicationScoped
class ReadBackStore {

  private static final Logger LOG = Logger.getLogger(ReadBackStore.class);
  private static final int SAMPLE = 1_000;

  private final Database database;
  private final LedgerStore ledger;
  private final Clock clock;

  ReadBackStore(Database database, LedgerStore ledger, Clock clock) {
    this.database = database;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** Looks for what a run has destroyed under a policy. */
  Uni<ReadBack> of(UUID run, String policy) {
    return Uni.combine()
        .all()
        .unis(records(run, policy), tables(run, policy), keys(run, policy))
        .with(this::together)
        .call(back -> back.clean() ? Uni.createFrom().voidItem() : alarm(run, policy, back));
  }

  private ReadBack together(Looked records, Looked tables, Looked keys) {
    Map<String, Long> found = new TreeMap<>(records.found());
    found.putAll(tables.found());
    found.putAll(keys.found());
    return new ReadBack(
        clock.instant().truncatedTo(ChronoUnit.MICROS),
        records.looked(),
        tables.looked(),
        keys.looked(),
        found);
  }

  /** A sample of the journal, by the ids that its rows had. */
  private Uni<Looked> records(UUID run, String policy) {
    return database
        .data()
        .preparedQuery(
            """
            WITH sample AS MATERIALIZED (
              SELECT bucket, record_id FROM erasure
              WHERE run_id = $1 AND policy = $2 AND subject_id IS NOT NULL
              ORDER BY random() LIMIT $3)
            SELECT count(*) AS looked,
              count(*) FILTER (WHERE EXISTS (SELECT 1 FROM every_record r
                WHERE r.bucket = s.bucket AND r.id = s.record_id)) AS records,
              count(*) FILTER (WHERE EXISTS (SELECT 1 FROM record_previous p
                WHERE p.bucket = s.bucket AND p.id = s.record_id)
                OR EXISTS (SELECT 1 FROM record_previous p
                WHERE p.bucket = s.bucket AND p.record_id = s.record_id)) AS replaced,
              count(*) FILTER (WHERE EXISTS (SELECT 1 FROM blind_index b
                WHERE b.bucket = s.bucket AND b.record_id = s.record_id)) AS indexes
            FROM sample s
            """)
        .execute(Tuple.of(run, policy, SAMPLE))
        .map(rows -> looked(rows.iterator().next(), "records", "replaced", "indexes"));
  }

  private Uni<Looked> tables(UUID run, String policy) {
    return database
        .data()
        .preparedQuery(
            """
            SELECT count(*) AS looked, count(*) FILTER (WHERE EXISTS (SELECT 1 FROM record_timed r
              WHERE r.id >= t.first_id AND r.id < t.last_id)) AS tables
            FROM erasure_table t WHERE t.run_id = $1 AND t.policy = $2
            """)
        .execute(Tuple.of(run, policy))
        .map(rows -> looked(rows.iterator().next(), "tables"));
  }

  /** Keys are in another database: the ids come from one, and are looked for in the other. */
  private Uni<Looked> keys(UUID run, String policy) {
    return database
        .data()
        .preparedQuery(
            "SELECT k.id FROM key_erasure e, unnest(e.key_ids) AS k(id)"
                + " WHERE e.run_id = $1 AND e.policy = $2 ORDER BY random() LIMIT $3")
        .execute(Tuple.of(run, policy, SAMPLE))
        .map(rows -> Columns.all(rows, row -> row.getUUID("id")).toArray(UUID[]::new))
        .chain(
            ids ->
                database
                    .keys()
                    .preparedQuery(
                        "SELECT $2::bigint AS looked, count(*) AS keys FROM lethe_key.subject_key"
                            + " WHERE id = ANY($1)")
                    .execute(Tuple.of(ids, (long) ids.length)))
        .map(rows -> looked(rows.iterator().next(), "keys"));
  }

  private static Looked looked(Row row, String... stores) {
    Map<String, Long> found = new TreeMap<>();
    for (String store : List.of(stores)) {
      found.put(store, row.getLong(store));
    }
    return new Looked(row.getLong("looked"), found);
  }

  private Uni<Void> alarm(UUID run, String policy, ReadBack back) {
    LOG.errorf(
        "run %s has journalled what is still there, under policy %s: %s",
        run, policy, back.found());
    Map<String, Object> entry =
        Map.of("run", run.toString(), "policy", policy, "found", back.found());
    return database.transaction(
        tx -> ledger.append(tx, "act.read-back-found", clock.instant(), entry));
  }

  private record Looked(long looked, Map<String, Long> found) {}
}
