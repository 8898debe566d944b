package io.lethe.key;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** Data keys, wrapped by their policy's ring, in the data source {@code keys}. */
@ApplicationScoped
class KeyStore {

  private final Database database;

  KeyStore(Database database) {
    this.database = database;
  }

  /**
   * Writes new keys, all under {@code version} of {@code ring}.
   *
   * <p><b>Errors</b>: {@link StaleKeys} when another version has come to write.
   */
  Uni<Void> createDataKeys(String ring, int version, Collection<DataKeyRow> keys) {
    return database
        .keys()
        .preparedQuery(
            """
            WITH writes AS MATERIALIZED (SELECT lethe_key.writing_version($1) AS version)
            INSERT INTO lethe_key.subject_key (id, ring, ring_version, wrapped)
            SELECT i.id, $1, $2, i.wrapped FROM unnest($3::uuid[], $4::bytea[]) AS i(id, wrapped)
            JOIN writes w ON w.version = $2
            """)
        .execute(
            Tuple.of(
                ring,
                version,
                Columns.of(keys, DataKeyRow::id, new UUID[0]),
                Columns.of(keys, key -> Buffer.buffer(key.wrapped()), new Buffer[0])))
        .invoke(
            rows -> {
              if (rows.rowCount() != keys.size()) {
                throw new StaleKeys();
              }
            })
        .replaceWithVoid();
  }

  Uni<List<DataKeyRow>> dataKeys(Collection<UUID> ids) {
    return database
        .keys()
        .preparedQuery(
            "SELECT id, ring, ring_version, wrapped FROM lethe_key.subject_key"
                + " WHERE id = ANY($1::uuid[])")
        .execute(Tuple.of(ids.toArray(new UUID[0])))
        .map(KeyStore::list);
  }

  private static List<DataKeyRow> list(RowSet<Row> rows) {
    List<DataKeyRow> keys = new ArrayList<>(rows.rowCount());
    for (Row row : rows) {
      keys.add(
          new DataKeyRow(
              row.getUUID("id"),
              row.getString("ring"),
              row.getInteger("ring_version"),
              row.getBuffer("wrapped").getBytes()));
    }
    return keys;
  }

  /** Keys per version of a ring. */
  Uni<SortedMap<Integer, Long>> census(String ring) {
    return database
        .keys()
        .preparedQuery(
            "SELECT ring_version, count(*) AS keys FROM lethe_key.subject_key WHERE ring = $1"
                + " GROUP BY ring_version")
        .execute(Tuple.of(ring))
        .map(
            rows -> {
              SortedMap<Integer, Long> census = new TreeMap<>();
              rows.forEach(row -> census.put(row.getInteger("ring_version"), row.getLong("keys")));
              return census;
            });
  }

  /**
   * Keeps a ring's version the one that writes until the transaction ends, which the database does
   * after five minutes.
   *
   * <p><b>Errors</b>: {@link StaleKeys} when another has come to write.
   */
  Uni<Void> hold(SqlConnection tx, String ring, int version) {
    return tx.query("SELECT set_config('transaction_timeout', '300000', true)")
        .execute()
        .chain(
            () ->
                tx.preparedQuery("SELECT lethe_key.writing_version($1) AS version")
                    .execute(Tuple.of(ring)))
        .invoke(
            rows -> {
              if (rows.iterator().next().getInteger("version") != version) {
                throw new StaleKeys();
              }
            })
        .replaceWithVoid();
  }

  /** Keys of a ring under versions before this one, after an id, locked; busy ones are left. */
  Uni<List<DataKeyRow>> lockOlder(
      SqlConnection tx, String ring, int version, UUID after, int limit) {
    return tx.preparedQuery(
            "SELECT id, ring, ring_version, wrapped FROM lethe_key.subject_key"
                + " WHERE id > $3 AND ring = $1 AND ring_version < $2"
                + " ORDER BY id LIMIT $4 FOR UPDATE SKIP LOCKED")
        .execute(Tuple.of(ring, version, after, limit))
        .map(KeyStore::list);
  }

  /** Puts keys that were locked under another version. */
  Uni<Void> rewrap(SqlConnection tx, int version, Collection<DataKeyRow> keys) {
    return tx.preparedQuery(
            """
            UPDATE lethe_key.subject_key k SET ring_version = $1, wrapped = i.wrapped
            FROM unnest($2::uuid[], $3::bytea[]) AS i(id, wrapped) WHERE k.id = i.id
            """)
        .execute(
            Tuple.of(
                version,
                Columns.of(keys, DataKeyRow::id, new UUID[0]),
                Columns.of(keys, key -> Buffer.buffer(key.wrapped()), new Buffer[0])))
        .replaceWithVoid();
  }

  Uni<Void> destroyDataKeys(Collection<UUID> ids) {
    return database
        .keys()
        .preparedQuery("DELETE FROM lethe_key.subject_key WHERE id = ANY($1::uuid[])")
        .execute(Tuple.of(ids.toArray(new UUID[0])))
        .replaceWithVoid();
  }

  /** A data key, wrapped by a version of its ring. */
  record DataKeyRow(UUID id, String ring, int ringVersion, byte[] wrapped) {}
}
