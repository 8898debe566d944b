package io.lethe.retention;

import io.lethe.act.Groups.Stage;
import io.lethe.database.Database;
import io.lethe.database.Rounds;
import io.lethe.problem.Redacted;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Measures how much depersonalized data says of people: k, distinct l-diversity, and the share of
 * people who are alone in their class, by set-based SQL.
 *
 * <p><b>Guarantee</b>: exact, over all rows of a category; nothing but numbers and names of fields
 * leaves the database, or is stored.
 *
 * <p><b>Source</b>: Sweeney, k-anonymity: a model for protecting privacy (2002); Machanavajjhala,
 * Kifer, Gehrke, Venkitasubramaniam, l-diversity: privacy beyond k-anonymity (2007).
 */
@ApplicationScoped
class GroupMeasure {

  private static final Logger LOG = Logger.getLogger(GroupMeasure.class);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /**
   * A class has one person at least: the row that counted for it may have gone. A field that a row
   * lacks, or that is null, is no value; a class in which no row has it says nothing by it.
   */
  private static final String MEASURE =
      """
      WITH left_over AS NOT MATERIALIZED (
        %s),
      class AS (
        SELECT policy, category, quasi, count(*) AS n,
          greatest(count(*) FILTER (WHERE counts), 1) AS people
        FROM left_over GROUP BY policy, category, quasi),
      sized AS (
        SELECT policy, category, sum(n)::bigint AS n, sum(people)::bigint AS people,
          coalesce(sum(people) FILTER (WHERE quasi = '{}'), 0)::bigint AS suppressed,
          count(*) FILTER (WHERE quasi <> '{}') AS classes,
          min(people) FILTER (WHERE quasi <> '{}') AS k,
          count(*) FILTER (WHERE quasi <> '{}' AND people = 1) AS uniques
        FROM class GROUP BY policy, category),
      said AS (
        SELECT DISTINCT o.policy, o.category, o.quasi, f.key AS field, f.value
        FROM left_over o CROSS JOIN LATERAL jsonb_each(o.data) AS f
        WHERE o.quasi <> '{}' AND f.value <> 'null'),
      varied AS (
        SELECT policy, category, field, min(distinct_values) AS l FROM (
          SELECT policy, category, quasi, field, count(*) AS distinct_values
          FROM said GROUP BY policy, category, quasi, field) AS by_class
        GROUP BY policy, category, field),
      diverse AS (
        SELECT policy, category, array_agg(field ORDER BY l, field COLLATE "C") AS fields,
          array_agg(l ORDER BY l, field COLLATE "C") AS ls
        FROM varied GROUP BY policy, category)
      SELECT s.policy, s.category, s.n, s.people, s.suppressed, s.classes, s.k, s.uniques,
        coalesce(d.fields, '{}') AS fields, coalesce(d.ls, '{}') AS ls
      FROM sized s LEFT JOIN diverse d ON d.policy = s.policy AND d.category = s.category
      """;

  private static final String INSERT =
      """
      INSERT INTO retention_groups (run_id, policy, category, stage, k_at_least, sampled,
        n, people, suppressed, classes, k, uniques, fields, ls)
      SELECT $1::uuid, policy, category, $4::text, $5::int, $6::boolean,
        n, people, suppressed, classes, k, uniques, fields, ls FROM (
        %s) AS m ON CONFLICT DO NOTHING
      """;

  /** What is there of a category. */
  static final String THERE =
      "SELECT policy, category, quasi, counts, data FROM depersonalized.record"
          + " WHERE policy = $2 AND category = $3";

  private final Database database;
  private final Depersonalizer depersonalizer;

  GroupMeasure(Database database, Depersonalizer depersonalizer) {
    this.database = database;
    this.depersonalizer = depersonalizer;
  }

  /**
   * The measuring statement: a row per category, with what {@code retention_groups} has of it.
   *
   * @param rows a query of {@code policy, category, quasi, counts, data}
   */
  static String over(String rows) {
    return MEASURE.formatted(rows);
  }

  /**
   * Measures what is there of each category of which a run has depersonalized records; what was
   * measured already stays.
   *
   * <p>It is said in the act, and does not keep the run from ending: a category that takes too long
   * is missing there.
   */
  Uni<Void> after(UUID run) {
    return depersonalized(run)
        .chain(categories -> Rounds.each(categories, category -> measured(run, category)));
  }

  private Uni<Void> measured(UUID run, CategoryRef category) {
    return database
        .transaction(LONGEST, tx -> measure(tx, new Of(run, category, Stage.AFTER, false), THERE))
        .onFailure()
        .invoke(
            failure ->
                LOG.warnf(
                    Redacted.of(failure),
                    "the groups of %s/%s were not measured; the act of run %s lacks them",
                    category.policy(),
                    category.category(),
                    run))
        .onFailure()
        .recoverWithNull();
  }

  /**
   * Measures once, and stores it. Groups are put together by their hash: to sort quasi-identifiers
   * compares them in whole, and takes four times as long.
   *
   * @param rows a query as in {@link #over}, of the policy {@code $2} and the category {@code $3}
   */
  Uni<Void> measure(SqlConnection tx, Of of, String rows) {
    return tx.query("SELECT set_config('enable_sort', 'off', true)")
        .execute()
        .chain(
            () ->
                tx.preparedQuery(INSERT.formatted(over(rows)))
                    .execute(of.values(depersonalizer.kAtLeast(of.category().policy()))))
        .replaceWithVoid();
  }

  private Uni<List<CategoryRef>> depersonalized(UUID run) {
    return database
        .data()
        .preparedQuery(
            "SELECT DISTINCT policy, category FROM erasure e WHERE run_id = $1"
                + " AND action = 'DEPERSONALIZE' AND NOT EXISTS (SELECT 1 FROM retention_groups g"
                + " WHERE g.run_id = $1 AND g.policy = e.policy AND g.category = e.category)"
                + " ORDER BY policy, category")
        .execute(Tuple.of(run))
        .map(
            rows -> {
              List<CategoryRef> found = new ArrayList<>();
              rows.forEach(
                  row ->
                      found.add(
                          new CategoryRef(row.getString("policy"), row.getString("category"))));
              return found;
            });
  }

  /** What is measured, for which run. */
  record Of(UUID run, CategoryRef category, Stage stage, boolean sampled) {

    private Tuple values(int k) {
      return Tuple.tuple()
          .addUUID(run)
          .addString(category.policy())
          .addString(category.category())
          .addString(stage.name())
          .addInteger(k)
          .addBoolean(sampled);
    }
  }
}
