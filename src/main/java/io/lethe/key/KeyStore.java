package io.lethe.key;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Wrapped keys, in the data source {@code keys}. */
@ApplicationScoped
class KeyStore {

  private final Database database;

  KeyStore(Database database) {
    this.database = database;
  }

  Uni<Optional<RingRow>> ring(String name) {
    return database
        .keys()
        .preparedQuery(
            """
            SELECT r.policy, r.purpose, r.wrapped_root, v.version, v.state, v.wrapped
            FROM lethe_key.key_ring r JOIN lethe_key.key_ring_version v ON v.ring = r.name
            WHERE r.name = $1 AND v.state <> 'DESTROYED' ORDER BY v.version
            """)
        .execute(Tuple.of(name))
        .map(
            rows -> {
              List<VersionRow> versions = new ArrayList<>();
              RingRow ring = null;
              for (Row row : rows) {
                versions.add(
                    new VersionRow(
                        row.getInteger("version"),
                        row.getString("state"),
                        row.getBuffer("wrapped").getBytes()));
                ring =
                    new RingRow(
                        name,
                        row.getString("policy"),
                        RingPurpose.valueOf(row.getString("purpose").toUpperCase(Locale.ROOT)),
                        row.getBuffer("wrapped_root").getBytes(),
                        versions);
              }
              return Optional.ofNullable(ring);
            });
  }

  Uni<RingRow> requireRing(String name) {
    return ring(name)
        .map(
            ring ->
                ring.orElseThrow(
                    () ->
                        new ServiceException(
                            ErrorCode.KEY_UNAVAILABLE, "key ring " + name + " is missing")));
  }

  /** Writes a ring with its first version, unless another replica was faster. */
  Uni<Void> create(RingRow ring, Instant at) {
    return database
        .keys()
        .withTransaction(
            connection ->
                connection
                    .preparedQuery(
                        "INSERT INTO lethe_key.key_ring (name, policy, purpose, wrapped_root,"
                            + " created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING")
                    .execute(
                        Tuple.of(
                            ring.name(),
                            ring.policy(),
                            ring.purpose().text(),
                            Buffer.buffer(ring.wrappedRoot()),
                            Columns.utc(at)))
                    .chain(
                        inserted ->
                            inserted.rowCount() == 0
                                ? Uni.createFrom().voidItem()
                                : createVersion(connection, ring, at)));
  }

  private static Uni<Void> createVersion(SqlConnection connection, RingRow ring, Instant at) {
    VersionRow first = ring.versions().get(0);
    return connection
        .preparedQuery(
            "INSERT INTO lethe_key.key_ring_version (ring, version, state, wrapped, created_at)"
                + " VALUES ($1, $2, $3, $4, $5)")
        .execute(
            Tuple.of(
                ring.name(),
                first.version(),
                first.state(),
                Buffer.buffer(first.wrapped()),
                Columns.utc(at)))
        .replaceWithVoid();
  }

  Uni<Void> createDataKeys(Collection<DataKeyRow> keys) {
    return database
        .keys()
        .preparedQuery(
            """
            INSERT INTO lethe_key.subject_key (id, ring, ring_version, wrapped)
            SELECT * FROM unnest($1::uuid[], $2::text[], $3::int[], $4::bytea[])
            """)
        .execute(
            Tuple.of(
                Columns.of(keys, DataKeyRow::id, new UUID[0]),
                Columns.of(keys, DataKeyRow::ring, new String[0]),
                Columns.of(keys, DataKeyRow::ringVersion, new Integer[0]),
                Columns.of(keys, key -> Buffer.buffer(key.wrapped()), new Buffer[0])))
        .replaceWithVoid();
  }

  Uni<List<DataKeyRow>> dataKeys(Collection<UUID> ids) {
    return database
        .keys()
        .preparedQuery(
            "SELECT id, ring, ring_version, wrapped FROM lethe_key.subject_key"
                + " WHERE id = ANY($1::uuid[])")
        .execute(Tuple.of(ids.toArray(new UUID[0])))
        .map(
            rows -> {
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
            });
  }

  Uni<Void> destroyDataKeys(Collection<UUID> ids) {
    return database
        .keys()
        .preparedQuery("DELETE FROM lethe_key.subject_key WHERE id = ANY($1::uuid[])")
        .execute(Tuple.of(ids.toArray(new UUID[0])))
        .replaceWithVoid();
  }

  /** A ring with its live versions, all wrapped. */
  record RingRow(
      String name,
      String policy,
      RingPurpose purpose,
      byte[] wrappedRoot,
      List<VersionRow> versions) {}

  /** A live version, wrapped. */
  record VersionRow(int version, String state, byte[] wrapped) {}

  /** A data key, wrapped by a version of its ring. */
  record DataKeyRow(UUID id, String ring, int ringVersion, byte[] wrapped) {}
}
