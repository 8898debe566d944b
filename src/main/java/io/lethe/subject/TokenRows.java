package io.lethe.subject;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.key.MovedToken;
import io.lethe.key.PolicyKeys;
import io.lethe.key.RingPurpose;
import io.lethe.key.WalkedRows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Rows of subjects' tokens under the subject ring, walked in the order of bucket and token.
 *
 * <p>A row that is moved may come up again later in the walk; it is under the active version then.
 */
abstract class TokenRows extends WalkedRows<MovedToken> {

  TokenRows(Database database) {
    super(database);
  }

  @Override
  public RingPurpose purpose() {
    return RingPurpose.SUBJECT;
  }

  @Override
  protected String counting() {
    return "SELECT '' AS category, version, count(*) AS rows FROM "
        + table()
        + " WHERE policy = $1 GROUP BY version";
  }

  @Override
  protected Uni<RowSet<Row>> lock(SqlConnection tx, Rewrap rewrap) {
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
                rewrap.limit()));
  }

  @Override
  protected String cursor(Row row) {
    return row.getShort("bucket")
        + "."
        + HexFormat.of().formatHex(row.getBuffer("token").getBytes());
  }

  @Override
  protected Optional<MovedToken> move(PolicyKeys keys, Row row) {
    return MovedToken.of(keys, RingPurpose.SUBJECT, row);
  }

  @Override
  protected String name(Row row) {
    return "a token in bucket " + row.getShort("bucket") + " of " + table();
  }

  /**
   * The columns that every such table has: bucket, old version and token, new version and token.
   */
  static Tuple columns(List<MovedToken> moved) {
    return Tuple.of(
        Columns.of(moved, token -> token.row().getShort("bucket"), new Short[0]),
        Columns.of(moved, token -> token.was().version(), new Integer[0]),
        Columns.of(moved, token -> Buffer.buffer(token.was().bytes()), new Buffer[0]),
        Columns.of(moved, token -> token.now().version(), new Integer[0]),
        Columns.of(moved, token -> Buffer.buffer(token.now().bytes()), new Buffer[0]));
  }
}
