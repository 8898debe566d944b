package io.lethe.act;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What each hold and block kept of what was due in a run. */
@ApplicationScoped
public class KeptStore {

  /**
   * In force when the run began, or since: who was released meanwhile had kept what is still there.
   */
  private static final String IN_FORCE =
      " (x.released_at IS NULL OR x.released_at > $5) AND (x.ends_at IS NULL OR x.ends_at > $4)";

  /** Of people; then of categories and policies, counted on the index alone. */
  private static final String KEPT =
      """
      SELECT r.policy, r.category, '%1$s' AS kind, x.id, count(*) AS n
      FROM %1$s x
      JOIN every_record r ON r.bucket = x.bucket AND r.subject_id = x.subject_id AND r.policy = x.policy
        AND (x.category IS NULL OR r.category = x.category)
      JOIN unnest($2::text[], $3::text[]) AS c(policy, category)
        ON c.policy = r.policy AND c.category = r.category
      WHERE r.due_at <= $4 AND %2$s
      GROUP BY r.policy, r.category, x.id
      UNION ALL
      SELECT c.policy, c.category, '%1$s', x.id, d.n
      FROM unnest($2::text[], $3::text[]) AS c(policy, category)
      JOIN %1$s x ON x.policy = c.policy AND (x.category IS NULL OR x.category = c.category)
        AND x.subject_id IS NULL AND x.records IS NULL AND %2$s
      CROSS JOIN LATERAL (
        SELECT count(*) AS n FROM generate_series(0, 63) AS b(bucket)
        JOIN every_record r ON r.bucket = b.bucket::smallint AND r.policy = c.policy
          AND r.category = c.category AND r.due_at <= $4) AS d
      """;

  private static final String KEPT_OF_SETS =
      """
      SELECT r.policy, r.category, 'HOLD', x.id, count(*)
      FROM hold x
      JOIN hold_record y ON y.hold_id = x.id
      JOIN every_record r ON r.bucket = y.bucket AND r.id = y.record_id
      JOIN unnest($2::text[], $3::text[]) AS c(policy, category)
        ON c.policy = r.policy AND c.category = r.category
      WHERE x.records IS NOT NULL AND r.due_at <= $4 AND
      """
          + IN_FORCE
          + " GROUP BY r.policy, r.category, x.id";

  private final Database database;

  KeptStore(Database database) {
    this.database = database;
  }

  /**
   * Counts what is due at a run's cut-off and still there, by hold and block, and writes it down
   * once for all of the run; done again, it counts again.
   *
   * @param categories that the run was over, by policy
   */
  public Uni<Void> note(UUID run, Span span, Map<String, List<String>> categories) {
    return database.transaction(
        tx ->
            forget(tx, run)
                .chain(
                    () ->
                        categories.isEmpty()
                            ? Uni.createFrom().voidItem()
                            : count(tx, run, span, categories)));
  }

  private static Uni<Void> forget(SqlConnection tx, UUID run) {
    return tx.preparedQuery("DELETE FROM retention_kept WHERE run_id = $1")
        .execute(Tuple.of(run))
        .replaceWithVoid();
  }

  private static Uni<Void> count(
      SqlConnection tx, UUID run, Span span, Map<String, List<String>> categories) {
    List<String> policies = new ArrayList<>();
    List<String> names = new ArrayList<>();
    categories.forEach(
        (policy, all) ->
            all.forEach(
                category -> {
                  policies.add(policy);
                  names.add(category);
                }));
    return tx.preparedQuery(
            "INSERT INTO retention_kept (run_id, policy, category, restraint, restraint_id, records)"
                + " SELECT $1, policy, category, upper(kind), id, n FROM ("
                + KEPT.formatted("hold", IN_FORCE)
                + " UNION ALL "
                + KEPT.formatted("block", IN_FORCE)
                + " UNION ALL "
                + KEPT_OF_SETS
                + ") AS kept WHERE n > 0")
        .execute(
            Tuple.of(
                run,
                policies.toArray(new String[0]),
                names.toArray(new String[0]),
                Columns.utc(span.cutoff()),
                Columns.utc(span.began())))
        .replaceWithVoid();
  }

  /** What was kept of a run under a policy, by category, the oldest hold or block first. */
  Uni<List<Act.Kept>> of(UUID run, String policy) {
    return database
        .data()
        .preparedQuery(
            """
            SELECT k.category, k.restraint, k.restraint_id, k.records AS kept, x.category AS over,
              x.subject_id, x.records, x.authority, x.reason, x.ends_at
            FROM retention_kept k
            JOIN (SELECT 'HOLD' AS kind, * FROM hold UNION ALL SELECT 'BLOCK', * FROM block) AS x
              ON x.kind = k.restraint AND x.id = k.restraint_id
            WHERE k.run_id = $1 AND k.policy = $2
            ORDER BY k.category, x.placed_at, x.id
            """)
        .execute(Tuple.of(run, policy))
        .map(
            rows -> {
              List<Act.Kept> kept = new ArrayList<>();
              rows.forEach(row -> kept.add(kept(row)));
              return kept;
            });
  }

  private static Act.Kept kept(Row row) {
    return new Act.Kept(
        row.getString("category"),
        row.getString("restraint"),
        row.getUUID("restraint_id"),
        over(row.getString("over"), row.getUUID("subject_id"), row.getInteger("records")),
        row.getString("authority"),
        row.getString("reason"),
        Columns.instant(row, "ends_at"),
        row.getLong("kept"));
  }

  private static String over(
      @Nullable String category, @Nullable UUID subject, @Nullable Integer records) {
    if (records != null) {
      return records + " records";
    }
    if (subject != null) {
      return category == null ? "a person" : "a person's " + category;
    }
    return category == null ? "the policy" : "the category";
  }

  /** From when a run acted, and on what was due by when. */
  public record Span(Instant began, Instant cutoff) {}
}
