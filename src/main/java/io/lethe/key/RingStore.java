package io.lethe.key;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rings and their versions, wrapped, in the data source {@code keys}. */
@ApplicationScoped
class RingStore {

  private static final int WRITING_LOCK = 4707;
  private static final String SELECT =
      "SELECT r.name, r.policy, r.purpose, r.wrapped_root, v.version, v.state, v.wrapped,"
          + " v.created_at, v.activated_at"
          + " FROM lethe_key.key_ring r JOIN lethe_key.key_ring_version v ON v.ring = r.name ";

  private final Database database;

  RingStore(Database database) {
    this.database = database;
  }

  Uni<Optional<RingRow>> find(String name) {
    return database
        .keys()
        .preparedQuery(SELECT + "WHERE r.name = $1 ORDER BY v.version")
        .execute(Tuple.of(name))
        .map(rows -> rings(rows).stream().findFirst());
  }

  /** Every ring, by name. */
  Uni<List<RingRow>> all() {
    return database
        .keys()
        .query(SELECT + "ORDER BY r.name, v.version")
        .execute()
        .map(RingStore::rings);
  }

  Uni<RingRow> require(String name) {
    return find(name)
        .map(
            ring ->
                ring.orElseThrow(
                    () ->
                        new ServiceException(
                            ErrorCode.KEY_UNAVAILABLE, "key ring " + name + " is missing")));
  }

  /**
   * Writes a ring with its first version, unless another replica was faster.
   *
   * @param first the key of version 1, wrapped
   */
  Uni<Void> create(RingRow ring, byte[] first, Instant at) {
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
                                : add(connection, ring, 1, first, at)
                                    .chain(() -> activate(connection, ring.name(), 1, at))));
  }

  /** Adds a pending version, or gives the one that was read another key; false if it has one. */
  Uni<Boolean> pend(RingRow read, int version, byte[] wrapped, Instant at) {
    return add(database.keys(), read, version, wrapped, at);
  }

  private static Uni<Boolean> add(
      SqlClient client, RingRow read, int version, byte[] wrapped, Instant at) {
    Buffer left = read.version(version).map(VersionRow::wrapped).map(Buffer::buffer).orElse(null);
    return client
        .preparedQuery(
            "INSERT INTO lethe_key.key_ring_version (ring, version, state, wrapped, created_at)"
                + " VALUES ($1, $2, 'PENDING', $3, $4) ON CONFLICT (ring, version) DO UPDATE"
                + " SET wrapped = EXCLUDED.wrapped, created_at = EXCLUDED.created_at"
                + " WHERE key_ring_version.state = 'PENDING' AND key_ring_version.wrapped = $5")
        .execute(Tuple.of(read.name(), version, Buffer.buffer(wrapped), Columns.utc(at), left))
        .map(rows -> rows.rowCount() == 1);
  }

  /** Makes a pending version the one that writes; waits for what is being written to commit. */
  Uni<Void> activate(String ring, int version, Instant at) {
    return database
        .keys()
        .withTransaction(
            connection ->
                connection
                    .preparedQuery("SELECT pg_advisory_xact_lock($1, hashtext($2))::text")
                    .execute(Tuple.of(WRITING_LOCK, ring))
                    .chain(() -> activate(connection, ring, version, at)));
  }

  private static Uni<Void> activate(SqlClient client, String ring, int version, Instant at) {
    return client
        .preparedQuery(
            "UPDATE lethe_key.key_ring_version SET state = 'RETIRED', retired_at = $3"
                + " WHERE ring = $1 AND state = 'ACTIVE' AND version < $2")
        .execute(Tuple.of(ring, version, Columns.utc(at)))
        .chain(
            () ->
                client
                    .preparedQuery(
                        "UPDATE lethe_key.key_ring_version SET state = 'ACTIVE', activated_at = $3"
                            + " WHERE ring = $1 AND version = $2 AND state = 'PENDING'")
                    .execute(Tuple.of(ring, version, Columns.utc(at))))
        .replaceWithVoid();
  }

  /** Overwrites the key of a retired version; false when it is in another state. */
  Uni<Boolean> destroy(String ring, int version, Instant at) {
    return database
        .keys()
        .preparedQuery(
            "UPDATE lethe_key.key_ring_version SET state = 'DESTROYED', wrapped = NULL,"
                + " destroyed_at = $3 WHERE ring = $1 AND version = $2 AND state = 'RETIRED'")
        .execute(Tuple.of(ring, version, Columns.utc(at)))
        .map(rows -> rows.rowCount() == 1);
  }

  /** Writes the tables anew: a VACUUM leaves the bytes, a full one what an old snapshot may see. */
  Uni<Void> rewrite() {
    return rewrite("key_ring_version", "wrapped")
        .chain(() -> rewrite("key_ring", "wrapped_root"))
        .chain(() -> rewrite("ledger_key", "wrapped"));
  }

  private Uni<Void> rewrite(String table, String column) {
    return database
        .keys()
        .query(
            "ALTER TABLE lethe_key.%s ALTER COLUMN %s TYPE bytea USING %s || ''::bytea"
                .formatted(table, column, column))
        .execute()
        .replaceWithVoid();
  }

  /** Puts the key of a version, wrapped anew, in the place of what was read. */
  Uni<Integer> replace(String ring, int version, byte[] read, byte[] wrapped) {
    return database
        .keys()
        .preparedQuery(
            "UPDATE lethe_key.key_ring_version SET wrapped = $4"
                + " WHERE ring = $1 AND version = $2 AND wrapped = $3")
        .execute(Tuple.of(ring, version, Buffer.buffer(read), Buffer.buffer(wrapped)))
        .map(rows -> rows.rowCount());
  }

  /** The same for a ring's root. */
  Uni<Integer> replaceRoot(String ring, byte[] read, byte[] wrapped) {
    return database
        .keys()
        .preparedQuery(
            "UPDATE lethe_key.key_ring SET wrapped_root = $3"
                + " WHERE name = $1 AND wrapped_root = $2")
        .execute(Tuple.of(ring, Buffer.buffer(read), Buffer.buffer(wrapped)))
        .map(rows -> rows.rowCount());
  }

  private static List<RingRow> rings(Iterable<Row> rows) {
    Map<String, RingRow> rings = new LinkedHashMap<>();
    for (Row row : rows) {
      rings
          .computeIfAbsent(row.getString("name"), name -> ring(name, row))
          .versions()
          .add(
              new VersionRow(
                  row.getInteger("version"),
                  VersionState.valueOf(row.getString("state")),
                  Columns.bytes(row, "wrapped"),
                  row.getOffsetDateTime("created_at").toInstant(),
                  Columns.instant(row, "activated_at")));
    }
    return List.copyOf(rings.values());
  }

  private static RingRow ring(String name, Row row) {
    return new RingRow(
        name,
        row.getString("policy"),
        RingPurpose.valueOf(row.getString("purpose").toUpperCase(Locale.ROOT)),
        row.getBuffer("wrapped_root").getBytes(),
        new ArrayList<>());
  }

  /** A ring with all its versions in ascending order, wrapped. */
  record RingRow(
      String name,
      String policy,
      RingPurpose purpose,
      byte[] wrappedRoot,
      List<VersionRow> versions) {

    /** The version of this number. */
    Optional<VersionRow> version(int number) {
      return versions.stream().filter(version -> version.version() == number).findFirst();
    }

    /** The version that writes, as the keys database says. */
    VersionRow active() {
      return versions.stream()
          .filter(version -> version.state() == VersionState.ACTIVE)
          .findFirst()
          .orElseThrow();
    }

    /** The highest number that was ever given. */
    int highest() {
      return versions.get(versions.size() - 1).version();
    }
  }

  /** A version; {@code wrapped} is null when it is destroyed. */
  record VersionRow(
      int version,
      VersionState state,
      byte @Nullable [] wrapped,
      Instant createdAt,
      @Nullable Instant activatedAt) {}
}
