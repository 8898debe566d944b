package io.lethe.retention;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

/**
 * Makes the fields that are shuffled or aggregated of all rows that wait for the mixer.
 *
 * <p>A shuffled value goes to any row of its category that has the field, its own included, each
 * order as likely; the order is of strong random numbers and is kept nowhere. A mean or median is
 * of the rows with the same quasi-identifiers, a count of those with the same value.
 *
 * <p><b>Guarantee</b>: where fewer people than the rule's {@code at-least}, or the policy's {@code
 * k-at-least}, bring a part, the field is dropped; several rows of one person count once.
 *
 * <p><b>Warning</b>: what is left already is not counted: a small run loses such fields.
 *
 * <p><b>Source</b>: ISO/IEC 20889:2018, permutation and microaggregation.
 */
final class MixedFields {

  /**
   * The two windows of a shuffle have different orders. With the same expression in both, though it
   * is volatile, PostgreSQL would sort once, and each row would keep its value.
   */
  private static final String MAKE =
      """
      WITH part AS MATERIALIZED (
        SELECT i.ctid AS place, i.policy, i.category, i.person, m.key AS field,
          m.value->>'how' AS how, m.value->>'unit' AS unit, m.value->'value' AS value,
          greatest(i.k_at_least, (m.value->>'least')::int) AS least,
          CASE m.value->>'how' WHEN 'shuffle' THEN '{}'::jsonb
            WHEN 'count' THEN m.value->'value' ELSE i.quasi END AS peers,
          CASE WHEN m.value->>'how' IN ('mean', 'median')
            THEN (m.value->>'value')::numeric END AS number
        FROM %1$s i CROSS JOIN LATERAL jsonb_each(i.mixed) AS m
        WHERE i.mixed IS NOT NULL),
      large AS MATERIALIZED (
        SELECT policy, category, field, how, unit, peers,
          CASE how WHEN 'count' THEN count(DISTINCT person)
            WHEN 'mean' THEN round(avg(number), max(scale(number)))
            WHEN 'median' THEN round((percentile_disc(0.5) WITHIN GROUP (ORDER BY number)
              + percentile_disc(0.5) WITHIN GROUP (ORDER BY number DESC)) / 2,
              max(scale(number))) END AS number
        FROM part GROUP BY policy, category, field, how, unit, peers
        HAVING count(DISTINCT person) >= max(least)),
      placed AS MATERIALIZED (
        SELECT place, policy, category, field, how, unit, peers, value,
          row_number() OVER (PARTITION BY policy, category, field, unit
            ORDER BY gen_random_uuid()) AS giver,
          row_number() OVER (PARTITION BY policy, category, field, unit ORDER BY place) AS taker
        FROM part WHERE how = 'shuffle'),
      made AS (
        SELECT t.place, t.field, g.value FROM placed t
          JOIN placed g ON g.policy = t.policy AND g.category = t.category AND g.field = t.field
            AND g.unit = t.unit AND g.giver = t.taker
          JOIN large l ON l.policy = t.policy AND l.category = t.category AND l.field = t.field
            AND l.unit = t.unit AND l.how = t.how
        UNION ALL
        SELECT p.place, p.field, CASE
          WHEN p.how = 'count' OR p.unit = 'number' THEN to_jsonb(l.number)
          WHEN p.unit = 'date' THEN to_jsonb(to_char(date '1970-01-01' + l.number::int,
            'YYYY-MM-DD'))
          ELSE to_jsonb(to_char(timestamp '1970-01-01' + l.number::float8 * interval '1 second',
            'YYYY-MM-DD"T"HH24:MI:SS"Z"')) END
        FROM part p JOIN large l ON l.policy = p.policy AND l.category = p.category
          AND l.field = p.field AND l.how = p.how AND l.unit = p.unit AND l.peers = p.peers
        WHERE p.how <> 'shuffle'),
      filled AS (SELECT place, jsonb_object_agg(field, value) AS fields FROM made GROUP BY place)
      UPDATE %1$s i
      SET mixed = NULL, data = i.data || coalesce(f.fields, '{}'::jsonb)
      FROM (SELECT DISTINCT place FROM part) p LEFT JOIN filled f ON f.place = p.place
      WHERE i.ctid = p.place
      """;

  private MixedFields() {}

  /**
   * Makes them of the rows of a table that is as the intake is; the caller holds the mixer's lock,
   * or the table is its own, so nothing takes a row away meanwhile.
   */
  static Uni<Void> make(SqlConnection tx, String intake) {
    return tx.query(MAKE.formatted(intake)).execute().replaceWithVoid();
  }
}
