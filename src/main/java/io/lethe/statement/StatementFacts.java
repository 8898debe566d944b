package io.lethe.statement;

import io.lethe.database.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.SortedMap;

/** One query for all that a statement says, so that all of it is of one moment. */
final class StatementFacts {

  private static final String CATEGORIES =
      """
      'categories', (SELECT COALESCE(jsonb_agg(to_jsonb(c) ORDER BY c.category), '[]') FROM (
        SELECT c.category,
          COALESCE(d.destroyed, 0) + COALESCE(d.depersonalized, 0) + l.n AS due,
          COALESCE(d.destroyed, 0) AS destroyed,
          COALESCE(d.depersonalized, 0) AS depersonalized,
          COALESCE(d.replaced, 0) AS "replacedValues",
          l.n AS "left", l.beyond AS "beyondDeadline", l.oldest AS "oldestDueAt"
        FROM unnest($5::text[], $6::timestamptz[]) AS c(category, deadline)
        LEFT JOIN (
          SELECT category, sum(n) FILTER (WHERE action = 'DESTROY' AND rule >= 0)::bigint AS destroyed,
            sum(n) FILTER (WHERE action = 'DEPERSONALIZE')::bigint AS depersonalized,
            sum(n) FILTER (WHERE rule < 0)::bigint AS replaced
          FROM (
            SELECT category, action, rule, count(*) AS n FROM erasure
            WHERE policy = $1 AND at >= $2 AND at < $3 AND subject_id IS NOT NULL
            GROUP BY category, action, rule
            UNION ALL
            SELECT category, 'DESTROY', 0, records FROM erasure_table
            WHERE policy = $1 AND at >= $2 AND at < $3) AS gone
          GROUP BY category) AS d ON d.category = c.category
        CROSS JOIN LATERAL (
          SELECT count(*) AS n, count(*) FILTER (WHERE r.due_at < c.deadline) AS beyond,
            min(r.due_at) AS oldest
          FROM generate_series(0, 63) AS b(bucket)
          JOIN every_record r ON r.bucket = b.bucket::smallint AND r.policy = $1
            AND r.category = c.category AND r.due_at < $3) AS l) AS c)
      """;

  private static final String RESTRAINTS =
      """
      '%1$ss', (SELECT jsonb_build_object(
          'placed', count(*) FILTER (WHERE placed_at >= $2),
          'released', count(*) FILTER (WHERE released_at >= $2 AND released_at < $3),
          'inForce', count(*) FILTER (WHERE (released_at IS NULL OR released_at >= $3)
            AND (ends_at IS NULL OR ends_at >= $3)))
        FROM %1$s WHERE policy = $1 AND placed_at < $3)
      """;

  private static final String KEPT =
      """
      'kept', (SELECT COALESCE(jsonb_agg(jsonb_build_object('category', k.category,
          'restraint', k.restraint, 'id', k.restraint_id, 'records', k.records)
          ORDER BY k.category, k.restraint_id), '[]')
        FROM retention_kept k
        WHERE k.policy = $1 AND k.run_id = (
          SELECT id FROM retention_run WHERE finished_at >= $2 AND finished_at < $3
            AND NOT dry_run AND closing AND category IS NULL AND (policy IS NULL OR policy = $1)
          ORDER BY finished_at DESC LIMIT 1)),
      'setAside', (SELECT COALESCE(jsonb_agg(jsonb_build_object('what', category, 'count', n)
          ORDER BY category), '[]')
        FROM (SELECT category, count(*) AS n FROM set_aside
          WHERE policy = $1 AND at < $3 GROUP BY category) AS s)
      """;

  private static final String REQUESTS =
      """
      'requests', (SELECT jsonb_build_object(
          'received', count(*) FILTER (WHERE created_at >= $2),
          'answered', count(*) FILTER (WHERE closed_at >= $2 AND closed_at < $3),
          'answeredLate', count(*) FILTER (
            WHERE closed_at >= $2 AND closed_at < $3 AND overdue_at <= closed_at),
          'overdue', count(*) FILTER (
            WHERE (closed_at IS NULL OR closed_at >= $3) AND overdue_at < $3),
          'open', (SELECT COALESCE(jsonb_agg(to_jsonb(o) ORDER BY o.deadline, o.id), '[]') FROM (
            SELECT id, type, deadline, COALESCE(overdue_at < $3, false) AS overdue
            FROM subject_request WHERE policy = $1 AND created_at < $3
              AND (closed_at IS NULL OR closed_at >= $3)
            ORDER BY deadline, id LIMIT 1000) AS o))
        FROM subject_request WHERE policy = $1 AND created_at < $3),
      'incidents', (SELECT jsonb_build_object(
          'noted', count(*) FILTER (WHERE created_at >= $2),
          'closed', count(*) FILTER (WHERE closed_at >= $2 AND closed_at < $3),
          'lateNotices', count(*) FILTER (WHERE regulator_due_at >= $2 AND regulator_due_at < $3
              AND (regulator_sent_at IS NULL OR regulator_sent_at > regulator_due_at))
            + count(*) FILTER (WHERE result_due_at >= $2 AND result_due_at < $3
              AND (result_sent_at IS NULL OR result_sent_at > result_due_at)))
        FROM incident WHERE policy = $1 AND created_at < $3)
      """;

  private static final String REST =
      """
      'results', (SELECT COALESCE(jsonb_agg(to_jsonb(r) ORDER BY r.category, r.operation), '[]') FROM (
        SELECT category, operation, count(*) AS times, COALESCE(sum(n), 0)::bigint AS rows
        FROM depersonalization WHERE policy = $1 AND at >= $2 AND at < $3
        GROUP BY category, operation) AS r),
      'reidentifications', (SELECT count(*) FROM ledger_entry
        WHERE at >= $2 AND at < $3 AND entry IS NOT NULL
          AND entry::jsonb ->> 'type' = 'reidentification'
          AND entry::jsonb #>> '{entry,policy}' = $1),
      'keyJobs', (SELECT COALESCE(jsonb_agg(jsonb_build_object('what', kind, 'count', n)
          ORDER BY kind), '[]')
        FROM (SELECT kind, count(*) AS n FROM key_job
          WHERE ring IN ($1 || '-data', $1 || '-subject', $1 || '-pseudonym', $1 || '-index',
              $1 || '-format')
          AND state = 'COMPLETED' AND finished_at >= $2 AND finished_at < $3 GROUP BY kind) AS k),
      'acts', (SELECT COALESCE(jsonb_agg(jsonb_build_object('id', id, 'createdAt', created_at,
          'hash', hash) ORDER BY created_at, id), '[]')
        FROM act WHERE policy = $1 AND created_at >= $2 AND created_at < $3)
      """;

  private static final String ALL =
      "SELECT (jsonb_build_object("
          + String.join(
              ",",
              "'policy', $1::text",
              "'from', $2::timestamptz",
              "'until', $3::timestamptz",
              "'measuredAt', $4::timestamptz",
              CATEGORIES,
              KEPT,
              RESTRAINTS.formatted("hold"),
              RESTRAINTS.formatted("block"),
              REQUESTS,
              REST)
          + "))::text AS facts";

  private StatementFacts() {}

  /**
   * All but the id and the month, as JSON text.
   *
   * @param overdueBefore of each category: what was due before it is past its deadline
   */
  static Uni<String> of(SqlConnection tx, Span span, SortedMap<String, Instant> overdueBefore) {
    return tx.preparedQuery(ALL)
        .execute(
            Tuple.tuple()
                .addString(span.policy())
                .addOffsetDateTime(Columns.utc(span.from()))
                .addOffsetDateTime(Columns.utc(span.until()))
                .addOffsetDateTime(Columns.utc(span.measuredAt()))
                .addArrayOfString(overdueBefore.keySet().toArray(new String[0]))
                .addValue(Columns.instants(overdueBefore.values(), before -> before)))
        .map(rows -> rows.iterator().next().getString("facts"));
  }

  /** What is told of; {@code until} is exclusive. */
  record Span(String policy, Instant from, Instant until, Instant measuredAt) {}
}
