package io.lethe.subject;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Removes subjects whose last record is gone; their tokens become tombstones.
 *
 * <p><b>Guarantee</b>: a subject that a hold or a block names stays known as long as it is in
 * force: a person who comes back under a new key would come back without it. So does everybody
 * whose records may have to be sent again since a restore, but for those whose tombstones came
 * back.
 */
@ApplicationScoped
public class Burial {

  private static final int TRIES = 3;

  /** For so long every row asks for a conflict, once one has come unforeseen. */
  private static final Duration CAREFUL = Duration.ofMinutes(10);

  private static final int SUBJECTS = 5_000;
  private static final String WITHOUT_RECORD =
      "AND NOT EXISTS (SELECT 1 FROM every_record r WHERE r.bucket = i.bucket AND r.subject_id = i.id)";

  private static final String NOT_AWAITED =
      """
      AND (NOT EXISTS (SELECT 1 FROM gate WHERE activity_gap IS NOT NULL)
        OR EXISTS (SELECT 1 FROM subject_token k JOIN tombstone b USING (bucket, token, policy, version)
          WHERE k.bucket = i.bucket AND k.subject_id = i.id))
      """;

  /**
   * Who was destroyed before has a tombstone already; the others' are put without asking for a
   * conflict row by row, which took a third of the statement. $5 asks for all.
   */
  private static final String BURY =
      """
      WITH gone AS (
        DELETE FROM subject s USING unnest($1::smallint[], $2::uuid[]) AS i(bucket, id)
        WHERE s.bucket = i.bucket AND s.id = i.id
          AND NOT EXISTS (
            SELECT 1 FROM hold h WHERE h.bucket = i.bucket AND h.subject_id = i.id
              AND h.released_at IS NULL AND (h.ends_at IS NULL OR h.ends_at > $4))
          AND NOT EXISTS (
            SELECT 1 FROM block b WHERE b.bucket = i.bucket AND b.subject_id = i.id
              AND b.released_at IS NULL AND (b.ends_at IS NULL OR b.ends_at > $4))
          AND NOT EXISTS (
            SELECT 1 FROM hold_record r JOIN hold h ON h.id = r.hold_id
            WHERE r.bucket = i.bucket AND r.subject_id = i.id
              AND h.released_at IS NULL AND (h.ends_at IS NULL OR h.ends_at > $4))
          %s %s
        RETURNING s.bucket, s.id),
      events AS (
        DELETE FROM subject_event e USING gone g
        WHERE e.bucket = g.bucket AND e.subject_id = g.id),
      tokens AS (
        DELETE FROM subject_token t USING gone g
        WHERE t.bucket = g.bucket AND t.subject_id = g.id
        RETURNING t.bucket, t.token, t.policy, t.version),
      told AS (
        SELECT t.*, $5::boolean OR b.bucket IS NOT NULL AS again
        FROM tokens t LEFT JOIN LATERAL (
          SELECT b.bucket FROM tombstone b WHERE b.bucket = t.bucket AND b.token = t.token
            AND b.policy = t.policy AND b.version = t.version OFFSET 0) AS b ON true),
      again AS (
        INSERT INTO tombstone AS there (bucket, token, policy, version, destroyed_at)
        SELECT bucket, token, policy, version, $3 FROM told WHERE again
        ON CONFLICT (bucket, token, policy, version)
          DO UPDATE SET destroyed_at = GREATEST(there.destroyed_at, EXCLUDED.destroyed_at))
      INSERT INTO tombstone (bucket, token, policy, version, destroyed_at)
      SELECT bucket, token, policy, version, $3 FROM told WHERE NOT again
      """;

  private final Database database;
  private final AtomicReference<Optional<Long>> met = new AtomicReference<>(Optional.empty());

  Burial(Database database) {
    this.database = database;
  }

  /**
   * Whether a failure says that a rotation has put a tombstone meanwhile: made again, the
   * transaction does not fail for that.
   */
  public static boolean met(Throwable failure) {
    return failure instanceof PgException pg
        && "23505".equals(pg.getSqlState())
        && "tombstone_pkey".equals(pg.getConstraint());
  }

  /** Makes a transaction that buries again where it has {@link #met} a rotation. */
  public static <T> Uni<T> again(Uni<T> transaction) {
    return transaction.onFailure(Burial::met).retry().atMost(TRIES);
  }

  /**
   * Buries those of these subjects that nothing restrains; none has a record, and all are locked.
   *
   * @param at when they are buried, by the clock of whoever does it
   * @param cutoff what was in force then restrains them; by a time that can be trusted
   */
  public Uni<Void> bury(
      SqlConnection connection, Collection<UUID> subjects, Instant at, Instant cutoff) {
    return bury(connection, subjects, at, cutoff, "");
  }

  /** Buries those of these subjects that have no record; the caller has locked them before. */
  public Uni<Void> empty(
      SqlConnection connection, Collection<UUID> subjects, Instant at, Instant cutoff) {
    return bury(connection, subjects, at, cutoff, WITHOUT_RECORD);
  }

  private Uni<Void> bury(
      SqlConnection connection,
      Collection<UUID> subjects,
      Instant at,
      Instant cutoff,
      String condition) {
    return connection
        .preparedQuery(BURY.formatted(NOT_AWAITED, condition))
        .execute(
            SubjectColumns.of(subjects)
                .addOffsetDateTime(Columns.utc(at))
                .addOffsetDateTime(Columns.utc(cutoff))
                .addBoolean(careful()))
        .onFailure(Burial::met)
        .invoke(() -> met.set(Optional.of(System.nanoTime())))
        .replaceWithVoid();
  }

  private boolean careful() {
    return met.get().filter(at -> System.nanoTime() - at < CAREFUL.toNanos()).isPresent();
  }

  /**
   * Buries subjects without records that only a hold or a block had kept, now that it is over, or
   * that were awaited after a restore.
   */
  public Uni<Void> released(Instant at) {
    return again(
        database.transaction(
            connection ->
                lock(connection, at)
                    .chain(
                        subjects ->
                            subjects.isEmpty()
                                ? Uni.createFrom().voidItem()
                                : empty(connection, subjects, at, at))
                    .chain(() -> found(connection))));
  }

  /** Nobody awaits those whose records have been sent again, or who are buried. */
  private static Uni<Void> found(SqlConnection connection) {
    return connection
        .query(
            """
            DELETE FROM awaited a
            WHERE EXISTS (
                SELECT 1 FROM every_record r WHERE r.bucket = a.bucket AND r.subject_id = a.subject_id)
              OR NOT EXISTS (SELECT 1 FROM subject s WHERE s.bucket = a.bucket AND s.id = a.subject_id)
            """)
        .execute()
        .replaceWithVoid();
  }

  /** A statement earlier than the one that looks for records: a busy subject may get some. */
  private static Uni<List<UUID>> lock(SqlConnection connection, Instant at) {
    return connection
        .preparedQuery(
            """
            SELECT s.id FROM subject s
            WHERE (s.bucket, s.id) IN (
                SELECT bucket, subject_id FROM hold
                WHERE subject_id IS NOT NULL AND (released_at IS NOT NULL OR ends_at <= $1)
                UNION
                SELECT bucket, subject_id FROM block
                WHERE subject_id IS NOT NULL AND (released_at IS NOT NULL OR ends_at <= $1)
                UNION
                SELECT r.bucket, r.subject_id FROM hold_record r JOIN hold h ON h.id = r.hold_id
                WHERE h.released_at IS NOT NULL OR h.ends_at <= $1
                UNION
                SELECT bucket, subject_id FROM awaited)
              AND NOT EXISTS (SELECT 1 FROM gate WHERE activity_gap IS NOT NULL)
              AND NOT EXISTS (
                SELECT 1 FROM every_record r WHERE r.bucket = s.bucket AND r.subject_id = s.id)
            LIMIT $2 FOR NO KEY UPDATE OF s SKIP LOCKED
            """)
        .execute(Tuple.of(Columns.utc(at), SUBJECTS))
        .map(rows -> Columns.all(rows, row -> row.getUUID("id")));
  }
}
