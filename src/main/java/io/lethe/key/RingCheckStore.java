package io.lethe.key;

import io.lethe.database.Database;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Iterator;
import java.util.Optional;

/** By which rings the data was written: a check value of each, in the data source of the data. */
@ApplicationScoped
class RingCheckStore {

  private static final String FIND = "SELECT check_value FROM key_ring_check WHERE ring = $1";

  private final Database database;

  RingCheckStore(Database database) {
    this.database = database;
  }

  /** The check value of a ring that the data knows. */
  Uni<Optional<byte[]>> find(String ring) {
    return database.data().preparedQuery(FIND).execute(Tuple.of(ring)).map(RingCheckStore::value);
  }

  /** Makes a ring known to the data, unless it is, and returns the check value that is kept. */
  Uni<Optional<byte[]>> keep(String ring, byte[] value) {
    return database
        .data()
        .preparedQuery(
            "INSERT INTO key_ring_check (ring, check_value) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .execute(Tuple.of(ring, Buffer.buffer(value)))
        .chain(() -> find(ring));
  }

  /** The same for a ring that is there already: only while nothing in the data is under it. */
  Uni<Optional<byte[]>> keepIfUnused(
      String policy, RingPurpose purpose, String ring, byte[] value) {
    return database
        .data()
        .preparedQuery(
            "INSERT INTO key_ring_check (ring, check_value) SELECT $1, $2 WHERE NOT ("
                + used(purpose)
                + ") ON CONFLICT DO NOTHING")
        .execute(Tuple.of(ring, Buffer.buffer(value), policy))
        .chain(() -> find(ring));
  }

  /** Whether something of policy $3 is under its ring: a ring may be younger than the policy. */
  private static String used(RingPurpose purpose) {
    return switch (purpose) {
      case SUBJECT ->
          "EXISTS (SELECT 1 FROM subject WHERE policy = $3)"
              + " OR EXISTS (SELECT 1 FROM tombstone WHERE policy = $3)";
      case DATA -> "EXISTS (SELECT 1 FROM record WHERE policy = $3 AND key_id IS NOT NULL)";
      case INDEX -> "EXISTS (SELECT 1 FROM blind_index WHERE policy = $3)";
      case PSEUDONYM ->
          "EXISTS (SELECT 1 FROM every_record WHERE policy = $3 AND pseudonym_version IS NOT NULL)";
      case FORMAT ->
          "EXISTS (SELECT 1 FROM record WHERE policy = $3 AND format_version IS NOT NULL)";
    };
  }

  private static Optional<byte[]> value(RowSet<Row> rows) {
    Iterator<Row> found = rows.iterator();
    return found.hasNext()
        ? Optional.of(found.next().getBuffer("check_value").getBytes())
        : Optional.empty();
  }
}
