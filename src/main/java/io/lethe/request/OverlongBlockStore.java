package io.lethe.request;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Blocks on people that are in force, with the requests that placed them. */
@ApplicationScoped
class OverlongBlockStore {

  private static final String STANDING =
      """
      SELECT b.id, b.policy, b.category, b.subject_id,
        LEAST(b.placed_at, (SELECT o.placed_at FROM block o WHERE o.id = q.block_id)) AS placed_at,
        q.id AS request_id,
        q.policy_version, q.rule,
        EXISTS (
          SELECT 1 FROM every_record r WHERE r.bucket = b.bucket AND r.subject_id = b.subject_id
            AND (b.category IS NULL OR r.category = b.category) AND r.due_at <= $1) AS due
      FROM block b LEFT JOIN subject_request q ON %s
      WHERE b.released_at IS NULL AND b.subject_id IS NOT NULL
        AND (b.ends_at IS NULL OR b.ends_at > $1)
      """
          .formatted(UnlawfulBlocks.OF_REQUEST);

  private final Database database;

  OverlongBlockStore(Database database) {
    this.database = database;
  }

  Uni<List<Standing>> page(@Nullable String policy, Instant now, UUID after, int limit) {
    return database
        .data()
        .preparedQuery(
            STANDING
                + " AND b.id > $2 AND ($4::text IS NULL OR b.policy = $4) ORDER BY b.id LIMIT $3")
        .execute(Tuple.of(Columns.utc(now), after, limit, policy))
        .map(OverlongBlockStore::list);
  }

  Uni<Optional<Standing>> find(SqlConnection tx, UUID id, Instant now) {
    return tx.preparedQuery(STANDING + " AND b.id = $2")
        .execute(Tuple.of(Columns.utc(now), id))
        .map(rows -> list(rows).stream().findFirst());
  }

  private static List<Standing> list(Iterable<Row> rows) {
    List<Standing> blocks = new ArrayList<>();
    for (Row row : rows) {
      blocks.add(
          new Standing(
              row.getUUID("id"),
              row.getString("policy"),
              row.getString("category"),
              row.getUUID("subject_id"),
              row.getOffsetDateTime("placed_at").toInstant(),
              row.getUUID("request_id"),
              row.getInteger("policy_version"),
              row.getString("rule"),
              row.getBoolean("due")));
    }
    return blocks;
  }

  /**
   * A block in force.
   *
   * @param due whether it covers a record that is due
   */
  record Standing(
      UUID id,
      String policy,
      @Nullable String category,
      UUID subject,
      Instant placedAt,
      @Nullable UUID request,
      @Nullable Integer version,
      @Nullable String rule,
      boolean due) {}
}
