package io.lethe.retention;

import io.lethe.database.Database;
import io.lethe.problem.Redacted;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.SqlResult;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Moves what depersonalization has left from the intake to where researchers read it.
 *
 * <p><b>Guarantee</b>: all batches together, under new random ids and in their order, in a
 * transaction of its own: neither id, physical order, transaction nor time links a row to what it
 * came from. Rows whose group, with what is already there, has fewer people than the policy's
 * {@code k-at-least} lose their quasi-identifiers; several rows that one person brings into a group
 * count once. The intake is vacuumed, so that its dead rows do not stay.
 *
 * <p><b>Warning</b>: the write-ahead log and old backups link until they have aged out; and of a
 * run that depersonalized one record alone, everybody knows which row is new.
 *
 * <p><b>Source</b>: Roskomnadzor order 140 of 19.06.2025 (source and result are not stored
 * together); Sweeney, k-anonymity (2002).
 */
@ApplicationScoped
class Mixer {

  private static final Logger LOG = Logger.getLogger(Mixer.class);
  private static final Duration LONGEST = Duration.ofHours(1);

  /**
   * The planner does not know how many rows are taken and how many groups they make: it would
   * compare each row with each group, or sort them by what is long. One mix at a time has so much
   * memory for each step.
   */
  private static final String BY_HASH =
      """
      SELECT set_config('enable_nestloop', 'off', true),
        set_config('enable_mergejoin', 'off', true),
        set_config('work_mem', greatest(pg_size_bytes(current_setting('work_mem')), 64 << 20) / 1024
          || 'kB', true)
      """;

  private final Database database;

  Mixer(Database database) {
    this.database = database;
  }

  /** Mixes everything that is in the intake. */
  Uni<Void> mix() {
    return database
        .transaction(
            LONGEST,
            tx ->
                exclusive(tx)
                    .chain(() -> MixedFields.make(tx, "depersonalized.intake"))
                    .chain(() -> tx.query(BY_HASH).execute())
                    .chain(() -> move(tx)))
        .chain(moved -> moved == 0 ? Uni.createFrom().voidItem() : vacuum());
  }

  /** Groups are counted and changed by one transaction at a time, over all replicas. */
  static Uni<Void> exclusive(SqlConnection tx) {
    return tx.query("SELECT pg_advisory_xact_lock(4705, 0)::text").execute().replaceWithVoid();
  }

  /** What is left undone here autovacuum does later. */
  private Uni<Void> vacuum() {
    return database
        .data()
        .query("VACUUM depersonalized.intake")
        .execute()
        .replaceWithVoid()
        .onFailure()
        .invoke(
            failure -> LOG.warnf(Redacted.of(failure), "the intake of the mixer was not vacuumed"))
        .onFailure()
        .recoverWithNull();
  }

  /**
   * One statement whose cost grows with what comes in and not with what is there: groups are
   * numbered, so that rows are joined and sorted by numbers, and only small groups are looked up,
   * once each and no further than k, which is the greatest that one of their rows came with. A
   * person counts once in the group that their rows end in, by the one that stays longest. A row
   * that came in after the fields of many rows were made waits for the next mix.
   *
   * <p>Rows come in the order of their new ids, which are random: any other random order would go
   * back and forth in the indexes.
   */
  private static Uni<Integer> move(SqlConnection tx) {
    return tx.query(
            """
            WITH taken AS (
              DELETE FROM depersonalized.intake WHERE mixed IS NULL
              RETURNING policy, category, k_at_least, person, quasi, data, destroy_after),
            came AS MATERIALIZED (
              SELECT row_number() OVER () AS number, policy, category, quasi, max(k_at_least) AS k
              FROM taken GROUP BY policy, category, quasi),
            numbered AS MATERIALIZED (
              SELECT c.number, t.person, t.data, t.destroy_after
              FROM taken t JOIN came c USING (policy, category, quasi)),
            people AS (
              SELECT number, count(*) AS n
              FROM (SELECT DISTINCT number, person FROM numbered) AS one GROUP BY number),
            decided AS (
              SELECT number, policy, category, CASE WHEN n >= k OR n + (
                  SELECT count(*) FROM (
                    SELECT 1 FROM depersonalized.record r
                    WHERE r.policy = c.policy AND r.category = c.category AND r.counts
                      AND jsonb_hash(r.quasi) = jsonb_hash(c.quasi) AND r.quasi = c.quasi
                    LIMIT c.k) AS there) >= k
                THEN quasi ELSE '{}'::jsonb END AS quasi
              FROM came c JOIN people USING (number)),
            ended AS MATERIALIZED (
              SELECT d.*, min(number) OVER (PARTITION BY policy, category, quasi) AS ends_in
              FROM decided d),
            counted AS (
              SELECT gen_random_uuid() AS id, policy, category, quasi,
                row_number() OVER (PARTITION BY ends_in, person ORDER BY destroy_after DESC) = 1
                  AS counts, data, destroy_after
              FROM numbered JOIN ended USING (number))
            INSERT INTO depersonalized.record
              (id, policy, category, quasi, counts, data, destroy_after)
            SELECT id, policy, category, quasi, counts, data, destroy_after FROM counted
            ORDER BY id
            """)
        .execute()
        .map(SqlResult::rowCount);
  }
}
