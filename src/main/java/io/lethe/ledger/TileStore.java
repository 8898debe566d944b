package io.lethe.ledger;

import io.lethe.database.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Rows of tiles and of bundles of commitments. */
@ApplicationScoped
class TileStore {

  /** How many bundles there are: those of the first so many 256 entries. */
  Uni<Long> bundles(SqlClient client) {
    return client
        .query("SELECT COALESCE(max(index) + 1, 0) AS n FROM ledger_bundle")
        .execute()
        .map(rows -> rows.iterator().next().getLong("n"));
  }

  /** Commitments of sealed entries from an index on, one after the other; at most so many. */
  Uni<byte[]> commitments(SqlClient client, long from, int count) {
    return client
        .preparedQuery(
            "SELECT commitment FROM ledger_entry WHERE index >= $1 AND index < $2 ORDER BY index")
        .execute(Tuple.of(from, from + count))
        .map(
            rows -> {
              Buffer all = Buffer.buffer(rows.size() * MerkleFrontier.HASH);
              for (Row row : rows) {
                all.appendBytes(row.getBuffer("commitment").getBytes());
              }
              return all.getBytes();
            });
  }

  Uni<Void> addBundle(SqlConnection tx, long index, byte[] commitments) {
    return tx.preparedQuery("INSERT INTO ledger_bundle (index, commitments) VALUES ($1, $2)")
        .execute(Tuple.of(index, Buffer.buffer(commitments)))
        .replaceWithVoid();
  }

  /** Appends a hash to a tile, and gives all of them. */
  Uni<byte[]> append(SqlConnection tx, TileId tile, byte[] hash) {
    return tx.preparedQuery(
            "INSERT INTO ledger_tile AS t (level, index, hashes) VALUES ($1, $2, $3)"
                + " ON CONFLICT (level, index) DO UPDATE SET hashes = t.hashes || EXCLUDED.hashes"
                + " RETURNING hashes")
        .execute(Tuple.of((short) tile.level(), tile.index(), Buffer.buffer(hash)))
        .map(rows -> rows.iterator().next().getBuffer("hashes").getBytes());
  }

  /** The bundles of these indexes that there are. */
  Uni<Map<Long, byte[]>> bundles(SqlClient client, Collection<Long> indexes) {
    return client
        .preparedQuery("SELECT index, commitments FROM ledger_bundle WHERE index = ANY($1)")
        .execute(Tuple.of(indexes.toArray(Long[]::new)))
        .map(
            rows -> {
              Map<Long, byte[]> found = new HashMap<>();
              rows.forEach(
                  row -> found.put(row.getLong("index"), row.getBuffer("commitments").getBytes()));
              return found;
            });
  }

  /** The hashes of these tiles, of level 1 and above. */
  Uni<Map<TileId, byte[]>> tiles(SqlClient client, Collection<TileId> tiles) {
    return client
        .preparedQuery(
            "SELECT t.level, t.index, t.hashes FROM unnest($1::smallint[], $2::bigint[])"
                + " AS i(level, index) JOIN ledger_tile t USING (level, index)")
        .execute(
            Tuple.of(
                Columns.of(tiles, tile -> (short) tile.level(), new Short[0]),
                Columns.of(tiles, TileId::index, new Long[0])))
        .map(
            rows -> {
              Map<TileId, byte[]> found = new HashMap<>();
              rows.forEach(
                  row ->
                      found.put(
                          new TileId(row.getShort("level"), row.getLong("index")),
                          row.getBuffer("hashes").getBytes()));
              return found;
            });
  }
}
