package io.lethe.retention;

import io.lethe.database.Database;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Moves what depersonalization has left from the intake to where researchers read it.
 *
 * <p><b>Guarantee</b>: all batches together, in random order, under new random ids, in a
 * transaction of its own: neither id, physical order, transaction nor time links a row to what it
 * came from. Rows whose group, with what is already there, is smaller than the policy's {@code
 * k-at-least} lose their quasi-identifiers.
 *
 * <p><b>Warning</b>: the write-ahead log and old backups link until they have aged out.
 *
 * <p><b>Source</b>: Roskomnadzor order 140 of 19.06.2025 (source and result are not stored
 * together).
 */
@ApplicationScoped
class Mixer {

  private final Database database;

  Mixer(Database database) {
    this.database = database;
  }

  /** Mixes everything that is in the intake. */
  Uni<Void> mix() {
    return database.transaction(tx -> exclusive(tx).chain(() -> move(tx)));
  }

  private static Uni<Void> exclusive(SqlConnection tx) {
    return tx.query("SELECT pg_advisory_xact_lock(4705, 0)::text").execute().replaceWithVoid();
  }

  /**
   * One statement whose cost grows with what comes in and not with what is there: rows are counted
   * in their group without a join, and only small groups are looked up, no further than k.
   */
  private static Uni<Void> move(SqlConnection tx) {
    return tx.query(
            """
            WITH taken AS (
              DELETE FROM depersonalized.intake
              RETURNING policy, category, k_at_least, quasi, data, destroy_after),
            grouped AS (
              SELECT t.*, count(*) OVER (PARTITION BY policy, category, quasi) AS n FROM taken t),
            decided AS MATERIALIZED (
              SELECT policy, category, data, destroy_after,
                CASE WHEN n >= k_at_least OR n + (
                  SELECT count(*) FROM (
                    SELECT 1 FROM depersonalized.record r
                    WHERE r.policy = g.policy AND r.category = g.category
                      AND jsonb_hash(r.quasi) = jsonb_hash(g.quasi) AND r.quasi = g.quasi
                    LIMIT g.k_at_least) AS there) >= k_at_least
                THEN quasi ELSE '{}'::jsonb END AS quasi
              FROM grouped g)
            INSERT INTO depersonalized.record
              (id, policy, category, quasi, data, destroy_after)
            SELECT gen_random_uuid(), policy, category, quasi, data, destroy_after
            FROM decided ORDER BY random()
            """)
        .execute()
        .replaceWithVoid();
  }
}
