package io.lethe.subject;

import io.lethe.database.Columns;
import io.lethe.database.Ids;
import io.lethe.key.PolicyKeys.SubjectTokens;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.UUID;

/** Rows of bans on collection: tombstones of keyed tokens, and the mark of a subject that lives. */
@ApplicationScoped
class BanStore {

  private static final int NEWCOMERS_LOCK = 4712;

  /** Waits until nobody is left who makes subjects of a policy, and lets none begin. */
  Uni<Void> awaitNewcomers(SqlConnection tx, String policy) {
    return tx.preparedQuery("SELECT pg_advisory_xact_lock($1, hashtext($2))")
        .execute(Tuple.of(NEWCOMERS_LOCK, policy))
        .replaceWithVoid();
  }

  /** Makes bans of a policy wait until the transaction, which makes subjects, has ended. */
  Uni<Void> newcomer(SqlConnection tx, String policy) {
    return tx.preparedQuery("SELECT pg_advisory_xact_lock_shared($1, hashtext($2))")
        .execute(Tuple.of(NEWCOMERS_LOCK, policy))
        .replaceWithVoid();
  }

  /** Bans a subject that the caller has locked, under each of its tokens; false if it is gone. */
  Uni<Boolean> ban(SqlConnection tx, UUID subject, Instant at) {
    return tx.preparedQuery(
            """
            WITH marked AS (
              UPDATE subject SET banned = true WHERE bucket = $1 AND id = $2)
            INSERT INTO tombstone AS there (bucket, token, policy, version, destroyed_at, banned)
            SELECT bucket, token, policy, version, $3, true FROM subject_token
            WHERE bucket = $1 AND subject_id = $2
            ON CONFLICT (bucket, token, policy, version) DO UPDATE SET banned = true,
              destroyed_at = GREATEST(there.destroyed_at, EXCLUDED.destroyed_at)
            """)
        .execute(Tuple.of((short) Ids.bucket(subject), subject, Columns.utc(at)))
        .map(rows -> rows.rowCount() > 0);
  }

  /** Bans somebody of whom nothing is held. */
  Uni<Void> ban(SqlConnection tx, String policy, SubjectTokens tokens, Instant at) {
    return tx.preparedQuery(
            """
            INSERT INTO tombstone AS there (bucket, token, policy, version, destroyed_at, banned)
            VALUES ($1, $2, $3, $4, $5, true)
            ON CONFLICT (bucket, token, policy, version) DO UPDATE SET banned = true
            """)
        .execute(
            Tuple.of(
                (short) tokens.bucket(),
                Buffer.buffer(tokens.active().bytes()),
                policy,
                tokens.active().version(),
                Columns.utc(at)))
        .replaceWithVoid();
  }

  /** Lifts a ban under every token; false when there was none. */
  Uni<Boolean> lift(SqlConnection tx, String policy, SubjectTokens tokens) {
    return tx.preparedQuery(
            """
            SELECT 1 FROM subject s
            JOIN subject_token t ON t.bucket = s.bucket AND t.subject_id = s.id
            JOIN unnest($2::int[], $3::bytea[]) AS i(version, token)
              ON t.version = i.version AND t.token = i.token
            WHERE t.bucket = $1 AND t.policy = $4 FOR NO KEY UPDATE OF s
            """)
        .execute(row(policy, tokens))
        .chain(subjectFirst -> unmark(tx, policy, tokens));
  }

  private static Uni<Boolean> unmark(SqlConnection tx, String policy, SubjectTokens tokens) {
    return tx.preparedQuery(
            """
            WITH of_subject AS (
              UPDATE subject s SET banned = false
              FROM subject_token t JOIN unnest($2::int[], $3::bytea[]) AS i(version, token)
                ON t.version = i.version AND t.token = i.token
              WHERE t.bucket = $1 AND t.policy = $4 AND s.bucket = t.bucket AND s.id = t.subject_id)
            UPDATE tombstone b SET banned = false
            FROM unnest($2::int[], $3::bytea[]) AS i(version, token)
            WHERE b.bucket = $1 AND b.policy = $4 AND b.version = i.version AND b.token = i.token
              AND b.banned
            """)
        .execute(row(policy, tokens))
        .map(rows -> rows.rowCount() > 0);
  }

  private static Tuple row(String policy, SubjectTokens tokens) {
    return Tuple.tuple()
        .addShort((short) tokens.bucket())
        .addArrayOfInteger(Columns.of(tokens.tokens(), token -> token.version(), new Integer[0]))
        .addValue(Columns.of(tokens.tokens(), token -> Buffer.buffer(token.bytes()), new Buffer[0]))
        .addString(policy);
  }
}
