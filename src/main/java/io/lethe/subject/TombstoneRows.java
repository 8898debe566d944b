package io.lethe.subject;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.key.MovedToken;
import io.lethe.key.PolicyKeys;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.time.OffsetDateTime;
import java.util.List;

/** Tokens of the subjects that were destroyed. */
@Singleton
class TombstoneRows extends TokenRows {

  TombstoneRows(Database database) {
    super(database);
  }

  @Override
  public String table() {
    return "tombstone";
  }

  /**
   * Whoever came back and was destroyed again has one of the active version already: they merge.
   */
  @Override
  protected Uni<Void> write(SqlConnection tx, PolicyKeys keys, List<MovedToken> moved) {
    return tx.preparedQuery(
            """
            WITH old AS (
              SELECT * FROM unnest($1::smallint[], $2::int[], $3::bytea[], $4::int[], $5::bytea[],
                $7::timestamptz[], $8::boolean[])
                AS i(bucket, was_version, was_token, version, token, destroyed_at, banned)),
            gone AS (
              DELETE FROM tombstone t USING old i
              WHERE t.bucket = i.bucket AND t.token = i.was_token AND t.policy = $6
                AND t.version = i.was_version)
            INSERT INTO tombstone AS there (bucket, token, policy, version, destroyed_at, banned)
            SELECT bucket, token, $6, version, max(destroyed_at), bool_or(banned) FROM old
            GROUP BY bucket, token, version
            ON CONFLICT (bucket, token, policy, version) DO UPDATE
              SET destroyed_at = GREATEST(there.destroyed_at, EXCLUDED.destroyed_at),
                banned = there.banned OR EXCLUDED.banned
            """)
        .execute(
            columns(moved)
                .addString(keys.policy())
                .addValue(
                    Columns.of(
                        moved,
                        token -> token.row().getOffsetDateTime("destroyed_at"),
                        new OffsetDateTime[0]))
                .addValue(
                    Columns.of(moved, token -> token.row().getBoolean("banned"), new Boolean[0])))
        .replaceWithVoid();
  }
}
