package io.lethe.retention;

import io.lethe.database.Columns;
import io.lethe.database.Ids;
import io.lethe.subject.ClockFacts;
import io.lethe.subject.SubjectColumns;
import io.lethe.subject.SubjectStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the sweep of due dates reads and lowers, and how far it is. */
@ApplicationScoped
class SweepStore {

  private static final int SWEEP_LOCK = 4713;

  /** Records of {@code r} with what their clocks start from, events aside. */
  private static final String ROWS =
      """
      SELECT r.id, r.subject_id, r.policy, r.policy_version, r.category, r.collected_at,
        r.received_at, r.due_at, s.last_activity, s.activity_since
      FROM (%s) AS r
      LEFT JOIN subject s ON s.bucket = r.bucket AND s.id = r.subject_id
      ORDER BY r.bucket, r.id
      """;

  /** Whether this transaction is the one that sweeps; held until it ends. */
  Uni<Boolean> lead(SqlConnection tx) {
    return tx.preparedQuery("SELECT pg_try_advisory_xact_lock($1, 0) AS leads")
        .execute(Tuple.of(SWEEP_LOCK))
        .map(rows -> rows.iterator().next().getBoolean("leads"));
  }

  /** How far it is; one is due {@code every} so long after the last one. */
  Uni<Sweep> read(SqlClient client, Duration every) {
    return client
        .preparedQuery(
            "SELECT *, cursor IS NOT NULL OR finished_at IS NULL"
                + " OR finished_at < now() - $1 * interval '1 millisecond' AS is_on"
                + " FROM retention_sweep")
        .execute(Tuple.of((double) every.toMillis()))
        .map(rows -> sweep(rows.iterator().next()));
  }

  /**
   * Notes a window in its transaction.
   *
   * @param next where the next one begins; empty when this was the last one
   */
  Uni<Sweep> advance(SqlConnection tx, Optional<UUID> next, int records, long late) {
    return tx.preparedQuery(
            """
            UPDATE retention_sweep SET cursor = $1,
              began_at = CASE WHEN cursor IS NULL THEN now() ELSE began_at END,
              records = $2 + CASE WHEN cursor IS NULL THEN 0 ELSE records END,
              late = $3 + CASE WHEN cursor IS NULL THEN 0 ELSE late END,
              finished_at = CASE WHEN $1::uuid IS NULL THEN now() ELSE finished_at END
            RETURNING *, cursor IS NOT NULL AS is_on
            """)
        .execute(Tuple.of(next.orElse(null), (long) records, late))
        .map(rows -> sweep(rows.iterator().next()));
  }

  private static Sweep sweep(Row row) {
    return new Sweep(
        row.getBoolean("is_on"),
        Optional.ofNullable(row.getUUID("cursor")),
        row.getLong("records"),
        row.getLong("late"),
        Columns.instant(row, "finished_at"));
  }

  /** The next records of a bucket in the order of their ids, without a lock. */
  Uni<List<Swept>> window(SqlConnection tx, UUID after, int limit) {
    return tx.preparedQuery(
            ROWS.formatted(
                "SELECT * FROM every_record WHERE bucket = $1 AND id > $2 ORDER BY id LIMIT $3"))
        .execute(Tuple.of((short) Ids.bucket(after), after, limit))
        .map(SweepStore::swept);
  }

  /** These records as they are now; those that are gone are left out. */
  Uni<List<Swept>> rows(SqlConnection tx, List<UUID> ids) {
    return tx.preparedQuery(
            ROWS.formatted(
                "SELECT o.* FROM unnest($1::smallint[], $2::uuid[]) AS i(bucket, id)"
                    + " JOIN every_record o ON o.bucket = i.bucket AND o.id = i.id"))
        .execute(SubjectColumns.of(ids))
        .map(SweepStore::swept);
  }

  private static List<Swept> swept(Iterable<Row> rows) {
    List<Swept> swept = new ArrayList<>();
    rows.forEach(
        row ->
            swept.add(
                new Swept(
                    row.getUUID("id"),
                    row.getUUID("subject_id"),
                    new CategoryRef(row.getString("policy"), row.getString("category")),
                    row.getInteger("policy_version"),
                    new ClockFacts(
                        row.getOffsetDateTime("collected_at").toInstant(),
                        row.getOffsetDateTime("received_at").toInstant(),
                        SubjectStore.activity(row).orElse(null),
                        List.of()),
                    Columns.instant(row, "due_at"))));
    return swept;
  }

  /** The policies whose records are still being brought down to what a version says. */
  Uni<Set<String>> recomputing(SqlConnection tx) {
    return tx.query("SELECT DISTINCT policy FROM policy_recompute WHERE state <> 'COMPLETED'")
        .execute()
        .map(
            rows -> {
              Set<String> policies = new HashSet<>();
              rows.forEach(row -> policies.add(row.getString("policy")));
              return policies;
            });
  }

  /** Lowers due dates; answers how many really were, by category. */
  Uni<Map<CategoryRef, Long>> lower(SqlConnection tx, List<Late> late) {
    if (late.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    return tx.preparedQuery(
            """
            WITH lowered AS (
              UPDATE every_record r SET due_at = i.due
              FROM unnest($1::smallint[], $2::uuid[], $3::timestamptz[]) AS i(bucket, id, due)
              WHERE r.bucket = i.bucket AND r.id = i.id AND (r.due_at IS NULL OR r.due_at > i.due)
              RETURNING r.policy, r.category)
            SELECT policy, category, count(*) AS n FROM lowered GROUP BY 1, 2
            """)
        .execute(
            SubjectColumns.of(late.stream().map(Late::id).toList())
                .addValue(Columns.instants(late, Late::due)))
        .map(
            rows -> {
              Map<CategoryRef, Long> lowered = new LinkedHashMap<>();
              rows.forEach(
                  row ->
                      lowered.put(
                          new CategoryRef(row.getString("policy"), row.getString("category")),
                          row.getLong("n")));
              return lowered;
            });
  }

  /**
   * How far the sweep is.
   *
   * @param isOn whether it is under way, or one is due
   * @param cursor the last record that it has looked at
   * @param finishedAt when the last one came to its end, in the database's time
   */
  record Sweep(
      boolean isOn, Optional<UUID> cursor, long records, long late, @Nullable Instant finishedAt) {}

  /**
   * A record as it stands.
   *
   * @param version that protected it
   * @param facts without the subject's events
   */
  record Swept(
      UUID id,
      UUID subject,
      CategoryRef category,
      int version,
      ClockFacts facts,
      @Nullable Instant dueAt) {}

  /** A record whose stored due date is later than the truth; {@code due} is to be stored. */
  record Late(Swept row, Instant due) {

    UUID id() {
      return row.id();
    }
  }
}
