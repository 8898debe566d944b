package io.lethe.subject;

import io.lethe.database.Database;
import io.lethe.key.MovedToken;
import io.lethe.key.PolicyKeys;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.inject.Singleton;
import java.util.List;

/** Tokens of the subjects that are known. */
@Singleton
class SubjectTokenRows extends TokenRows {

  SubjectTokenRows(Database database) {
    super(database);
  }

  @Override
  public String table() {
    return "subject_token";
  }

  /** Two subjects of one reference would collide here, loudly. */
  @Override
  protected Uni<Void> write(SqlConnection tx, PolicyKeys keys, List<MovedToken> moved) {
    return tx.preparedQuery(
            """
            UPDATE subject_token t SET version = i.version, token = i.token
            FROM unnest($1::smallint[], $2::int[], $3::bytea[], $4::int[], $5::bytea[])
              AS i(bucket, was_version, was_token, version, token)
            WHERE t.bucket = i.bucket AND t.token = i.was_token AND t.policy = $6
              AND t.version = i.was_version
            """)
        .execute(columns(moved).addString(keys.policy()))
        .replaceWithVoid();
  }
}
