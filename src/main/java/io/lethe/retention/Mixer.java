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
 * <p><b>Guarantee</b>: all batches together, in random order, under new random ids, in a
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
   * One statement whose cost grows with what comes in and not with what is there: people are
   * counted in their group without a join, and only small groups are looked up, no further than k,
   * which is the greatest that one of their rows came with. A person counts once in the group that
   * their rows end in, by the one that stays longest. A row that came in after the fields of many
   * rows were made waits for the next mix.
   */
  private static Uni<Integer> move(SqlConnection tx) {
    return tx.query(
            """
            WITH taken AS (
              DELETE FROM depersonalized.intake WHERE mixed IS NULL
              RETURNING policy, category, k_at_least, person, quasi, data, destroy_after),
            told AS (
              SELECT t.*, row_number() OVER (PARTITION BY policy, category, quasi, person) = 1
                AS one FROM taken t),
            grouped AS (
              SELECT t.*, count(*) FILTER (WHERE one) OVER same AS n,
                max(k_at_least) OVER same AS k
              FROM told t WINDOW same AS (PARTITION BY policy, category, quasi)),
            decided AS MATERIALIZED (
              SELECT policy, category, person, data, destroy_after,
                CASE WHEN n >= k OR n + (
                  SELECT count(*) FROM (
                    SELECT 1 FROM depersonalized.record r
                    WHERE r.policy = g.policy AND r.category = g.category AND r.counts
                      AND jsonb_hash(r.quasi) = jsonb_hash(g.quasi) AND r.quasi = g.quasi
                    LIMIT g.k) AS there) >= k
                THEN quasi ELSE '{}'::jsonb END AS quasi
              FROM grouped g),
            counted AS (
              SELECT d.*, row_number() OVER (PARTITION BY policy, category, quasi, person
                ORDER BY destroy_after DESC) = 1 AS counts FROM decided d)
            INSERT INTO depersonalized.record
              (id, policy, category, quasi, counts, data, destroy_after)
            SELECT gen_random_uuid(), policy, category, quasi, counts, data, destroy_after
            FROM counted ORDER BY random()
            """)
        .execute()
        .map(SqlResult::rowCount);
  }
}
