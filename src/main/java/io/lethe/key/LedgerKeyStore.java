package io.lethe.key;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;

/** The keys of the ledger, wrapped, in the data source {@code keys}. */
@ApplicationScoped
class LedgerKeyStore {

  private final Database database;

  LedgerKeyStore(Database database) {
    this.database = database;
  }

  /** All keys, the newest last. */
  Uni<List<KeyRow>> all() {
    return database
        .keys()
        .query(
            "SELECT version, name, public_key, wrapped, created_at FROM lethe_key.ledger_key"
                + " ORDER BY version")
        .execute()
        .map(rows -> Columns.all(rows, LedgerKeyStore::key));
  }

  /** Writes a key, unless another replica was faster. */
  Uni<Void> create(KeyRow key) {
    return database
        .keys()
        .preparedQuery(
            "INSERT INTO lethe_key.ledger_key (version, name, public_key, wrapped, created_at)"
                + " VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING")
        .execute(
            Tuple.of(
                key.version(),
                key.name(),
                Buffer.buffer(key.publicKey()),
                Buffer.buffer(key.wrapped()),
                Columns.utc(key.createdAt())))
        .replaceWithVoid();
  }

  /** Puts a key, wrapped anew, in the place of what was read. */
  Uni<Integer> replace(int version, byte[] read, byte[] wrapped) {
    return database
        .keys()
        .preparedQuery(
            "UPDATE lethe_key.ledger_key SET wrapped = $3 WHERE version = $1 AND wrapped = $2")
        .execute(Tuple.of(version, Buffer.buffer(read), Buffer.buffer(wrapped)))
        .map(rows -> rows.rowCount());
  }

  private static KeyRow key(Row row) {
    return new KeyRow(
        row.getInteger("version"),
        row.getString("name"),
        row.getBuffer("public_key").getBytes(),
        row.getBuffer("wrapped").getBytes(),
        row.getOffsetDateTime("created_at").toInstant());
  }

  /** A key; {@code wrapped} by the key encryption key. */
  record KeyRow(int version, String name, byte[] publicKey, byte[] wrapped, Instant createdAt) {}
}
