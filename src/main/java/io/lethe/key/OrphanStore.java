package io.lethe.key;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Data keys and what the data knows of them; nothing spans the two data sources. */
@ApplicationScoped
class OrphanStore {

  /** The narrow table first: it knows nearly all. */
  private static final List<String> KNOWING =
      List.of(
          "SELECT key_id FROM subject_category",
          "SELECT unnest(key_ids) FROM key_erasure WHERE destroyed_at IS NULL",
          "SELECT key_id FROM record WHERE key_id IS NOT NULL",
          "SELECT key_id FROM record_previous WHERE key_id IS NOT NULL");

  private final Database database;

  OrphanStore(Database database) {
    this.database = database;
  }

  /** Keys that have not been looked at, from before an id, in the order of their making. */
  Uni<List<UUID>> unseen(UUID before, int limit) {
    return database
        .keys()
        .preparedQuery(
            "SELECT id FROM lethe_key.subject_key"
                + " WHERE id > (SELECT looked_until FROM lethe_key.orphan_sweep) AND id < $1"
                + " ORDER BY id LIMIT $2")
        .execute(Tuple.of(before, limit))
        .map(OrphanStore::ids);
  }

  /**
   * Those of these keys that the data does not know.
   *
   * <p><b>Errors</b>: {@link IllegalStateException} while its database is sealed.
   */
  Uni<List<UUID>> unknown(List<UUID> keys) {
    Uni<List<UUID>> unknown = requireOpen().replaceWith(keys);
    for (String knowing : KNOWING) {
      unknown = unknown.chain(left -> left.isEmpty() ? none() : unknown(left, knowing));
    }
    return unknown;
  }

  private Uni<List<UUID>> unknown(List<UUID> keys, String knowing) {
    return database
        .data()
        .preparedQuery(
            "SELECT k.id FROM unnest($1::uuid[]) AS k(id) LEFT JOIN ("
                + knowing
                + ") AS known(id) ON known.id = k.id WHERE known.id IS NULL")
        .execute(Tuple.of(keys.toArray(new UUID[0])))
        .map(OrphanStore::ids);
  }

  private Uni<Void> requireOpen() {
    return database
        .isOpen()
        .invoke(
            open -> {
              if (!open) {
                throw new IllegalStateException("no key is looked for in a sealed database");
              }
            })
        .replaceWithVoid();
  }

  private static Uni<List<UUID>> none() {
    return Uni.createFrom().item(List.of());
  }

  /** Notes which keys the data does not know, and how far keys have been looked at. */
  Uni<Void> doubt(List<UUID> unknown, UUID until) {
    return database
        .keys()
        .withTransaction(
            tx ->
                tx.preparedQuery(
                        "INSERT INTO lethe_key.orphan_key (id) SELECT unnest($1::uuid[])"
                            + " ON CONFLICT DO NOTHING")
                    .execute(Tuple.of(unknown.toArray(new UUID[0])))
                    .chain(
                        () ->
                            tx.preparedQuery(
                                    "UPDATE lethe_key.orphan_sweep"
                                        + " SET looked_until = GREATEST(looked_until, $1)")
                                .execute(Tuple.of(until))))
        .replaceWithVoid();
  }

  /** Keys that were doubted an hour ago or before. */
  Uni<List<UUID>> doubted(int limit) {
    return database
        .keys()
        .preparedQuery(
            "SELECT id FROM lethe_key.orphan_key WHERE doubted_at <= now() - interval '1 hour'"
                + " ORDER BY id LIMIT $1")
        .execute(Tuple.of(limit))
        .map(OrphanStore::ids);
  }

  /** Doubts these no more. */
  Uni<Void> settle(List<UUID> keys) {
    return database
        .keys()
        .preparedQuery("DELETE FROM lethe_key.orphan_key WHERE id = ANY($1::uuid[])")
        .execute(Tuple.of(keys.toArray(new UUID[0])))
        .replaceWithVoid();
  }

  private static List<UUID> ids(RowSet<Row> rows) {
    return Columns.all(rows, row -> row.getUUID("id"));
  }
}
