package io.lethe.record;

import io.lethe.crypto.VersionedToken;
import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.key.KeyedRows;
import io.lethe.key.PolicyKeys;
import io.lethe.key.RingPurpose;
import io.lethe.problem.ServiceException;
import io.lethe.subject.SubjectColumns;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** The blind index as rows under the index ring, walked in the order of record and field. */
@ApplicationScoped
class BlindIndexRows implements KeyedRows {

  private static final Logger LOG = Logger.getLogger(BlindIndexRows.class);

  private final Database database;

  BlindIndexRows(Database database) {
    this.database = database;
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
  public Uni<List<Use>> census(String policy) {
    return database
        .data()
        .preparedQuery(
            "SELECT version, count(*) AS rows FROM blind_index WHERE policy = $1"
                + " GROUP BY version")
        .execute(Tuple.of(policy))
        .map(
            rows -> {
              List<Use> uses = new ArrayList<>();
              rows.forEach(
                  row ->
                      uses.add(
                          new Use(table(), "", row.getInteger("version"), row.getLong("rows"))));
              return uses;
            });
  }

  @Override
  public Uni<Moved> rewrap(SqlConnection tx, Rewrap rewrap) {
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
                rewrap.limit()))
        .chain(rows -> move(tx, keys, rows));
  }

  private Uni<Moved> move(SqlConnection tx, PolicyKeys keys, RowSet<Row> rows) {
    List<UUID> records = new ArrayList<>(rows.size());
    List<String> fields = new ArrayList<>(rows.size());
    List<Integer> versions = new ArrayList<>(rows.size());
    List<VersionedToken> tokens = new ArrayList<>(rows.size());
    String next = "";
    for (Row row : rows) {
      UUID record = row.getUUID("record_id");
      next = RecordCursor.text(record, row.getString("field"));
      try {
        VersionedToken old =
            new VersionedToken(row.getInteger("version"), row.getBuffer("token").getBytes());
        tokens.add(keys.upgrade(RingPurpose.INDEX, old));
        records.add(record);
        fields.add(row.getString("field"));
        versions.add(old.version());
      } catch (IllegalArgumentException | ServiceException e) {
        LOG.errorf("the blind index of record %s cannot be moved", record);
      }
    }
    if (next.isEmpty()) {
      return Uni.createFrom().item(Moved.END);
    }
    return tx.preparedQuery(
            """
            UPDATE blind_index b SET version = i.version, token = i.token
            FROM unnest($1::smallint[], $2::uuid[], $3::text[], $4::int[], $5::int[], $6::bytea[])
              AS i(bucket, record_id, field, was, version, token)
            WHERE b.bucket = i.bucket AND b.record_id = i.record_id AND b.field = i.field
              AND b.version = i.was
            """)
        .execute(
            SubjectColumns.of(records)
                .addArrayOfString(fields.toArray(new String[0]))
                .addArrayOfInteger(versions.toArray(new Integer[0]))
                .addArrayOfInteger(Columns.of(tokens, VersionedToken::version, new Integer[0]))
                .addValue(Columns.of(tokens, token -> Buffer.buffer(token.bytes()), new Buffer[0])))
        .replaceWith(new Moved(records.size(), Optional.of(next)));
  }
}
