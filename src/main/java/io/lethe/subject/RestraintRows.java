package io.lethe.subject;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.database.Ids;
import io.lethe.subject.RestraintStore.Placed;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Rows of holds and blocks as they are placed and released. */
@ApplicationScoped
class RestraintRows {

  private final Database database;

  RestraintRows(Database database) {
    this.database = database;
  }

  Uni<Void> insert(SqlConnection connection, Restraint kind, Placed placed) {
    return connection
        .preparedQuery(
            "INSERT INTO "
                + kind.table()
                + " (id, policy, category, bucket, subject_id, authority, reason, ends_at,"
                + " placed_at, placed_by, records) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)")
        .execute(
            Tuple.tuple()
                .addUUID(placed.id())
                .addString(placed.policy())
                .addString(placed.category())
                .addShort(
                    placed.subjectKey() == null ? null : (short) Ids.bucket(placed.subjectKey()))
                .addUUID(placed.subjectKey())
                .addString(placed.authority())
                .addString(placed.reason())
                .addOffsetDateTime(Columns.utc(placed.endsAt()))
                .addOffsetDateTime(Columns.utc(placed.placedAt()))
                .addString(placed.placedBy())
                .addInteger(placed.records()))
        .replaceWithVoid();
  }

  /** Releases it; empty when it is not in force. */
  Uni<Optional<Placed>> release(
      SqlConnection connection, Restraint kind, UUID id, Instant at, String by) {
    return connection
        .preparedQuery(
            "UPDATE "
                + kind.table()
                + " SET released_at = $2, released_by = $3"
                + " WHERE id = $1 AND released_at IS NULL RETURNING *")
        .execute(Tuple.of(id, Columns.utc(at), by))
        .map(
            rows ->
                rows.rowCount() == 0
                    ? Optional.empty()
                    : Optional.of(RestraintStore.placed(rows.iterator().next())));
  }

  Uni<Optional<Placed>> find(Restraint kind, UUID id) {
    return database
        .data()
        .preparedQuery("SELECT * FROM " + kind.table() + " WHERE id = $1")
        .execute(Tuple.of(id))
        .map(rows -> Columns.first(rows, RestraintStore::placed));
  }

  /** Number of records that it covers now. */
  Uni<Long> covered(Placed placed) {
    return database
        .data()
        .preparedQuery(
            "SELECT count(*) AS n FROM every_record WHERE policy = $1"
                + " AND ($2::text IS NULL OR category = $2)"
                + " AND ($3::uuid IS NULL OR subject_id = $3)"
                + " AND ($4::smallint IS NULL OR bucket = $4)")
        .execute(
            Tuple.tuple()
                .addString(placed.policy())
                .addString(placed.category())
                .addUUID(placed.subjectKey())
                .addShort(
                    placed.subjectKey() == null ? null : (short) Ids.bucket(placed.subjectKey())))
        .map(rows -> rows.iterator().next().getLong("n"));
  }
}
