package io.lethe.retention;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.database.Ids;
import io.lethe.retention.Depersonalization.Operation;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The register of depersonalizations and of what was done with their results.
 *
 * <p><b>Guarantee</b>: no row names a record, a result or a person, but for the result after which
 * a reading began.
 */
@ApplicationScoped
class DepersonalizationStore {

  private final Database database;
  private final Ids ids = new Ids();

  DepersonalizationStore(Database database) {
    this.database = database;
  }

  /**
   * Adds to a run's rows, in the transaction of what they tell.
   *
   * @param byVersion how many rows, by the version of the policy
   */
  Uni<Void> add(
      SqlConnection tx,
      Run run,
      CategoryRef category,
      Operation operation,
      SortedMap<Integer, Long> byVersion,
      Instant at) {
    if (byVersion.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return tx.preparedQuery(
            """
            INSERT INTO depersonalization
              (id, operation, at, last_at, policy, category, policy_version, run_id, by, n)
            VALUES ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (run_id, operation, policy, category, policy_version)
              WHERE run_id IS NOT NULL
            DO UPDATE SET n = depersonalization.n + excluded.n,
              last_at = greatest(depersonalization.last_at, excluded.last_at)
            """)
        .executeBatch(
            byVersion.entrySet().stream()
                .map(
                    version ->
                        Tuple.tuple()
                            .addUUID(ids.timed(0, at.toEpochMilli()))
                            .addString(operation.name())
                            .addOffsetDateTime(Columns.utc(at))
                            .addString(category.policy())
                            .addString(category.category())
                            .addInteger(version.getKey())
                            .addUUID(run.id())
                            .addString(run.requestedBy())
                            .addLong(version.getValue()))
                .toList())
        .replaceWithVoid();
  }

  /**
   * Registers a reading, and gives its id.
   *
   * @param rows null while that is not known
   */
  Uni<UUID> read(SqlConnection tx, Reading reading, @Nullable Long rows, Instant at) {
    UUID id = ids.timed(0, at.toEpochMilli());
    Operation operation = reading.recipient() == null ? Operation.READ : Operation.EXPORTED;
    return tx.preparedQuery(
            "INSERT INTO depersonalization (id, operation, at, last_at, policy, category, by,"
                + " purpose, recipient, after_id, most, n)"
                + " VALUES ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9, $10, $11)")
        .execute(
            Tuple.tuple()
                .addUUID(id)
                .addString(operation.name())
                .addOffsetDateTime(Columns.utc(at))
                .addString(reading.policy())
                .addString(reading.category())
                .addString(reading.by())
                .addString(reading.purpose())
                .addString(reading.recipient())
                .addUUID(reading.after())
                .addInteger(reading.most())
                .addLong(rows))
        .replaceWith(id);
  }

  /** Says how many rows a stream had, when it has ended. */
  Uni<Void> ended(UUID id, long rows, Instant at) {
    return database
        .data()
        .preparedQuery("UPDATE depersonalization SET n = $2, last_at = $3 WHERE id = $1")
        .execute(Tuple.of(id, rows, Columns.utc(at)))
        .replaceWithVoid();
  }

  /** Rows after an id, of a policy and a category where they are given, in the order of time. */
  Uni<List<Depersonalization>> page(
      @Nullable String policy, @Nullable String category, UUID after, int limit) {
    return database
        .data()
        .preparedQuery(
            """
            SELECT d.*, a.id AS act_id FROM depersonalization d
            LEFT JOIN act a ON a.run_id = d.run_id AND a.policy = d.policy
            WHERE d.id > $1 AND ($2::text IS NULL OR d.policy = $2)
              AND ($3::text IS NULL OR d.category = $3)
            ORDER BY d.id LIMIT $4
            """)
        .execute(Tuple.of(after, policy, category, limit))
        .map(rows -> Columns.all(rows, DepersonalizationStore::row));
  }

  private static Depersonalization row(Row row) {
    return new Depersonalization(
        row.getUUID("id"),
        Operation.valueOf(row.getString("operation")),
        row.getOffsetDateTime("at").toInstant(),
        row.getOffsetDateTime("last_at").toInstant(),
        row.getString("policy"),
        row.getString("category"),
        row.getInteger("policy_version"),
        row.getUUID("run_id"),
        row.getUUID("act_id"),
        row.getString("by"),
        row.getString("purpose"),
        row.getString("recipient"),
        row.getUUID("after_id"),
        row.getInteger("most"),
        row.getLong("n"));
  }

  /**
   * A reading of results, as it is asked for.
   *
   * @param purpose a purpose of the policy, or null
   * @param recipient the third party that gets them, or null
   * @param after the result after which it begins, or null for all
   * @param most rows, or null for no limit
   */
  record Reading(
      String policy,
      String category,
      String by,
      @Nullable String purpose,
      @Nullable String recipient,
      @Nullable UUID after,
      @Nullable Integer most) {

    private static final UUID FIRST = new UUID(0, 0);

    /** The same, from the first on where nothing else was asked for. */
    UUID from() {
      return after == null ? FIRST : after;
    }
  }
}
