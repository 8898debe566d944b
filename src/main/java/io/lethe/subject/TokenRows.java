package io.lethe.subject;

import io.lethe.crypto.VersionedToken;
import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.key.KeyedRows;
import io.lethe.key.PolicyKeys;
import io.lethe.key.RingPurpose;
import io.lethe.problem.ServiceException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Rows of subjects' tokens under the subject ring, walked in the order of bucket and token.
 *
 * <p>A row that is moved may come up again later in the walk; it is under the active version then.
 */
abstract class TokenRows implements KeyedRows {

  private static final Logger LOG = Logger.getLogger(TokenRows.class);

  private final Database database;

  TokenRows(Database database) {
    this.database = database;
  }

  @Override
  public RingPurpose purpose() {
    return RingPurpose.SUBJECT;
  }

  @Override
  public Uni<List<Use>> census(String policy) {
    return database
        .data()
        .preparedQuery(
            "SELECT version, count(*) AS rows FROM "
                + table()
                + " WHERE policy = $1 GROUP BY version")
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
    String after = rewrap.after();
    short bucket = after.isEmpty() ? -1 : Short.parseShort(after.substring(0, after.indexOf('.')));
    byte[] token =
        after.isEmpty()
            ? new byte[0]
            : HexFormat.of().parseHex(after, after.indexOf('.') + 1, after.length());
    return tx.preparedQuery(
            "SELECT * FROM "
                + table()
                + " WHERE (bucket, token) > ($1, $2) AND policy = $3 AND version <> $4"
                + " ORDER BY bucket, token LIMIT $5 FOR UPDATE SKIP LOCKED")
        .execute(
            Tuple.of(
                bucket,
                Buffer.buffer(token),
                keys.policy(),
                keys.active(RingPurpose.SUBJECT),
                rewrap.limit()))
        .chain(rows -> move(tx, keys, rows));
  }

  private Uni<Moved> move(SqlConnection tx, PolicyKeys keys, RowSet<Row> rows) {
    if (rows.size() == 0) {
      return Uni.createFrom().item(Moved.END);
    }
    List<Old> old = new ArrayList<>(rows.size());
    String next = "";
    for (Row row : rows) {
      byte[] token = row.getBuffer("token").getBytes();
      next = row.getShort("bucket") + "." + HexFormat.of().formatHex(token);
      try {
        VersionedToken was = new VersionedToken(row.getInteger("version"), token);
        old.add(new Old(row, was, keys.upgrade(RingPurpose.SUBJECT, was)));
      } catch (IllegalArgumentException | ServiceException e) {
        LOG.errorf("a token in bucket %d of %s cannot be moved", row.getShort("bucket"), table());
      }
    }
    return replace(tx, keys.policy(), old).replaceWith(new Moved(old.size(), Optional.of(next)));
  }

  /** Puts new tokens in the place of old ones. */
  abstract Uni<Void> replace(SqlConnection tx, String policy, List<Old> rows);

  /**
   * The columns that every such table has: bucket, old version and token, new version and token.
   */
  static Tuple columns(List<Old> rows) {
    return Tuple.of(
        Columns.of(rows, old -> old.row().getShort("bucket"), new Short[0]),
        Columns.of(rows, old -> old.was().version(), new Integer[0]),
        Columns.of(rows, old -> Buffer.buffer(old.was().bytes()), new Buffer[0]),
        Columns.of(rows, old -> old.now().version(), new Integer[0]),
        Columns.of(rows, old -> Buffer.buffer(old.now().bytes()), new Buffer[0]));
  }

  static OffsetDateTime[] instants(List<Old> rows, String column) {
    return rows.stream()
        .map(old -> old.row().getOffsetDateTime(column))
        .toArray(OffsetDateTime[]::new);
  }

  /** A locked row, its token, and the same of the active version. */
  record Old(Row row, VersionedToken was, VersionedToken now) {}
}
