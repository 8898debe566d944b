package io.lethe.record;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.key.MovedToken;
import io.lethe.key.PolicyKeys;
import io.lethe.key.RingPurpose;
import io.lethe.key.WalkedRows;
import io.lethe.subject.SubjectColumns;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The blind index as rows under the index ring, walked in the order of record and field. */
@Singleton
class BlindIndexRows extends WalkedRows<MovedToken> {

  BlindIndexRows(Database database) {
    super(database);
  }

  @Override
  public String table() {
    return "blind_index";
  }

  @Override
  public RingPurpose purpose() {
    return RingPurpose.INDEX;
  }

  @Override
  protected String counting() {
    return "SELECT '' AS category, version, count(*) AS rows FROM blind_index WHERE policy = $1"
        + " GROUP BY version";
  }

  @Override
  protected Uni<RowSet<Row>> lock(SqlConnection tx, Rewrap rewrap) {
    PolicyKeys keys = rewrap.keys();
    RecordCursor after = RecordCursor.of(rewrap.after());
    return tx.preparedQuery(
            "SELECT bucket, record_id, field, version, token FROM blind_index"
                + " WHERE (bucket, record_id, field) > ($1, $2, $3) AND policy = $4"
                + " AND version <> $5"
                + " ORDER BY bucket, record_id, field LIMIT $6 FOR UPDATE SKIP LOCKED")
        .execute(
            Tuple.of(
                after.bucket(),
                after.record(),
                after.field(),
                keys.policy(),
                keys.active(RingPurpose.INDEX),
                rewrap.limit()));
  }

  @Override
  protected String cursor(Row row) {
    return RecordCursor.text(record(row), row.getString("field"));
  }

  @Override
  protected Optional<MovedToken> move(PolicyKeys keys, Row row) {
    return MovedToken.of(keys, RingPurpose.INDEX, row);
  }

  @Override
  protected String name(Row row) {
    return "the blind index of record " + record(row);
  }

  @Override
  protected Uni<Void> write(SqlConnection tx, PolicyKeys keys, List<MovedToken> moved) {
    return tx.preparedQuery(
            """
            UPDATE blind_index b SET version = i.version, token = i.token
            FROM unnest($1::smallint[], $2::uuid[], $3::text[], $4::int[], $5::int[], $6::bytea[])
              AS i(bucket, record_id, field, was, version, token)
            WHERE b.bucket = i.bucket AND b.record_id = i.record_id AND b.field = i.field
              AND b.version = i.was
            """)
        .execute(
            SubjectColumns.of(moved.stream().map(token -> record(token.row())).toList())
                .addValue(Columns.of(moved, token -> token.row().getString("field"), new String[0]))
                .addValue(Columns.of(moved, token -> token.was().version(), new Integer[0]))
                .addValue(Columns.of(moved, token -> token.now().version(), new Integer[0]))
                .addValue(
                    Columns.of(moved, token -> Buffer.buffer(token.now().bytes()), new Buffer[0])))
        .replaceWithVoid();
  }

  private static UUID record(Row row) {
    return row.getUUID("record_id");
  }
}
