package io.lethe.key;

import io.lethe.database.Database;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;

/**
 * The epochs of the policies' rings, in the data source of the data.
 *
 * <p><b>Guarantee</b>: while a transaction holds an epoch, no other version comes to write; whoever
 * read older keys cannot write with them.
 */
@ApplicationScoped
class KeyEpochs {

  private static final int EPOCH_LOCK = 4706;

  private final Database database;

  KeyEpochs(Database database) {
    this.database = database;
  }

  /** Begins a policy's first epoch, unless it has one. */
  Uni<Void> begin(String policy) {
    return database
        .data()
        .preparedQuery("INSERT INTO key_epoch (policy) VALUES ($1) ON CONFLICT DO NOTHING")
        .execute(Tuple.of(policy))
        .replaceWithVoid();
  }

  /** The policy's epoch and generation, and the active version of each of its rings by name. */
  Uni<Epoch> read(String policy) {
    return database
        .data()
        .preparedQuery(
            "SELECT e.epoch, e.generation, c.ring, c.active FROM key_epoch e"
                + " LEFT JOIN key_ring_check c ON c.ring = ANY($2::text[]) WHERE e.policy = $1")
        .execute(Tuple.tuple().addString(policy).addArrayOfString(RingPurpose.rings(policy)))
        .map(KeyEpochs::epoch);
  }

  private static Epoch epoch(RowSet<Row> rows) {
    long epoch = 0;
    long generation = 0;
    Map<String, Integer> active = new HashMap<>();
    for (Row row : rows) {
      epoch = row.getLong("epoch");
      generation = row.getLong("generation");
      if (row.getString("ring") != null) {
        active.put(row.getString("ring"), row.getInteger("active"));
      }
    }
    return new Epoch(epoch, generation, active);
  }

  /** The generation of every policy's rings. */
  Uni<Map<String, Long>> generations() {
    return database
        .data()
        .query("SELECT policy, generation FROM key_epoch")
        .execute()
        .map(
            rows -> {
              Map<String, Long> generations = new HashMap<>();
              rows.forEach(row -> generations.put(row.getString(0), row.getLong(1)));
              return generations;
            });
  }

  /**
   * Keeps the epoch of these keys until the transaction ends; to be called before what is written
   * with them is looked for.
   *
   * <p><b>Errors</b>: {@link StaleKeys}.
   */
  Uni<Void> hold(SqlConnection tx, PolicyKeys keys) {
    return tx.preparedQuery("SELECT key_epoch_shared($1) AS epoch")
        .execute(Tuple.of(keys.policy()))
        .invoke(rows -> compare(rows, keys))
        .replaceWithVoid();
  }

  /**
   * Fails when another epoch has begun since these keys were read: what was looked for with them
   * may have been moved to a version that they lack.
   */
  Uni<Void> verify(PolicyKeys keys) {
    return database
        .data()
        .preparedQuery("SELECT epoch FROM key_epoch WHERE policy = $1")
        .execute(Tuple.of(keys.policy()))
        .invoke(rows -> compare(rows, keys))
        .replaceWithVoid();
  }

  /**
   * Fails unless these keys are the rings as they are now, other versions included; to be called
   * when nothing can change them any more.
   *
   * <p><b>Errors</b>: {@link StaleKeys}.
   */
  Uni<Void> verifyGeneration(SqlConnection tx, PolicyKeys keys) {
    return tx.preparedQuery("SELECT generation FROM key_epoch WHERE policy = $1")
        .execute(Tuple.of(keys.policy()))
        .invoke(
            rows -> {
              for (Row row : rows) {
                if (row.getLong("generation") != keys.generation()) {
                  throw new StaleKeys();
                }
              }
            })
        .replaceWithVoid();
  }

  private static void compare(RowSet<Row> rows, PolicyKeys keys) {
    boolean same = false;
    for (Row row : rows) {
      same = row.getLong("epoch") != null && row.getLong("epoch") == keys.epoch();
    }
    if (!same) {
      throw new StaleKeys();
    }
  }

  /** Lets every replica read the policy's rings again; returns the new generation. */
  Uni<Long> changed(SqlClient client, String policy) {
    return client
        .preparedQuery(
            "UPDATE key_epoch SET generation = generation + 1 WHERE policy = $1"
                + " RETURNING generation")
        .execute(Tuple.of(policy))
        .map(rows -> rows.iterator().next().getLong("generation"));
  }

  /** Begins the next epoch, in which {@code version} of the ring writes; waits for the writers. */
  Uni<Void> activate(SqlConnection tx, String policy, String ring, int version) {
    return tx.preparedQuery("SELECT pg_advisory_xact_lock($1, hashtext($2))::text")
        .execute(Tuple.of(EPOCH_LOCK, policy))
        .chain(
            () ->
                tx.preparedQuery(
                        "UPDATE key_ring_check SET active = $2 WHERE ring = $1 AND active < $2")
                    .execute(Tuple.of(ring, version)))
        .chain(
            () ->
                tx.preparedQuery("UPDATE key_epoch SET epoch = epoch + 1 WHERE policy = $1")
                    .execute(Tuple.of(policy)))
        .chain(() -> changed(tx, policy))
        .replaceWithVoid();
  }

  /** Rings as of an epoch. */
  record Epoch(long epoch, long generation, Map<String, Integer> active) {}
}
