package io.lethe.subject;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.database.Ids;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Events that wait for their subject. */
@ApplicationScoped
class PendingEventStore {

  private static final int PENDING_LOCK = 4717;
  private static final int SWEPT = 2_000;

  private final Database database;

  PendingEventStore(Database database) {
    this.database = database;
  }

  /**
   * Waits for those that create these subjects of a policy now, and lets nobody do so until the
   * transaction ends; to be called before anything is locked.
   */
  Uni<Void> exclude(SqlConnection tx, String policy, Collection<byte[]> tags) {
    return lock(tx, "pg_advisory_xact_lock", policy, tags);
  }

  /** One lock for each bucket of tags, in one order: a lock for each tag would be too many. */
  private static Uni<Void> lock(
      SqlConnection tx, String lock, String policy, Collection<byte[]> tags) {
    Short[] buckets = tags.stream().map(PendingEventStore::bucket).distinct().toArray(Short[]::new);
    return tx.preparedQuery(
            """
            SELECT %s($1, l.key)::text
            FROM (SELECT DISTINCT hashtext($2 || '/' || b) AS key FROM unnest($3::smallint[]) AS b
              ORDER BY key OFFSET 0) AS l
            """
                .formatted(lock))
        .execute(Tuple.tuple().addInteger(PENDING_LOCK).addString(policy).addArrayOfShort(buckets))
        .replaceWithVoid();
  }

  /** Keeps events; one that was sent before is not kept twice. */
  Uni<Void> keep(
      SqlConnection tx, String policy, Collection<Pending> events, Instant now, Instant until) {
    return tx.preparedQuery(
            """
            INSERT INTO pending_event (bucket, policy, tag, type, purpose, at, received_at, until)
            SELECT i.bucket, $1, i.tag, i.type, i.purpose, i.at, $7, $8
            FROM unnest($2::smallint[], $3::bytea[], $4::text[], $5::text[], $6::timestamptz[])
              AS i(bucket, tag, type, purpose, at)
            ORDER BY i.bucket, i.tag, i.type, i.purpose, i.at
            ON CONFLICT DO NOTHING
            """)
        .execute(
            Tuple.tuple()
                .addString(policy)
                .addArrayOfShort(Columns.of(events, event -> bucket(event.tag()), new Short[0]))
                .addValue(Columns.of(events, event -> Buffer.buffer(event.tag()), new Buffer[0]))
                .addArrayOfString(Columns.of(events, Pending::type, new String[0]))
                .addArrayOfString(Columns.of(events, Pending::purpose, new String[0]))
                .addValue(Columns.instants(events, Pending::at))
                .addOffsetDateTime(Columns.utc(now))
                .addOffsetDateTime(Columns.utc(until)))
        .replaceWithVoid();
  }

  /**
   * Takes what waits for subjects that this transaction creates; until it ends nobody keeps more.
   *
   * @param tags of the subjects
   */
  Uni<List<Met>> take(SqlConnection tx, String policy, Map<UUID, byte[]> tags, Instant now) {
    List<UUID> subjects = List.copyOf(tags.keySet());
    return lock(tx, "pg_advisory_xact_lock_shared", policy, tags.values())
        .chain(
            () ->
                tx.preparedQuery(
                        """
                        DELETE FROM pending_event p
                        USING unnest($2::smallint[], $3::uuid[], $4::bytea[])
                          AS i(bucket, id, tag)
                        WHERE p.bucket = i.bucket AND p.policy = $1 AND p.tag = i.tag
                          AND p.until > $5
                        RETURNING i.id, p.type, p.purpose, p.at, p.received_at
                        """)
                    .execute(
                        Tuple.tuple()
                            .addString(policy)
                            .addArrayOfShort(
                                Columns.of(subjects, id -> bucket(tags.get(id)), new Short[0]))
                            .addArrayOfUUID(subjects.toArray(new UUID[0]))
                            .addValue(
                                Columns.of(
                                    subjects, id -> Buffer.buffer(tags.get(id)), new Buffer[0]))
                            .addOffsetDateTime(Columns.utc(now))))
        .map(rows -> Columns.all(rows, PendingEventStore::met));
  }

  private static Met met(Row row) {
    return new Met(
        row.getUUID("id"),
        row.getString("type"),
        row.getString("purpose"),
        row.getOffsetDateTime("at").toInstant(),
        row.getOffsetDateTime("received_at").toInstant());
  }

  /** Tags are spread evenly. */
  private static short bucket(byte[] tag) {
    return (short) Math.floorMod(tag[0], Ids.BUCKETS);
  }

  /** Forgets what nobody came for, of a bucket; answers how many, at most 2,000. */
  Uni<Integer> sweep(short bucket, Instant now) {
    return database
        .data()
        .preparedQuery(
            """
            DELETE FROM pending_event WHERE bucket = $1 AND ctid = ANY(ARRAY(
              SELECT ctid FROM pending_event WHERE bucket = $1 AND until <= $2
              LIMIT $3 FOR UPDATE SKIP LOCKED))
            """)
        .execute(Tuple.of(bucket, Columns.utc(now), SWEPT))
        .map(rows -> rows.rowCount());
  }

  /** An event of a subject that is not known. */
  record Pending(byte[] tag, String type, String purpose, Instant at) {

    /** Names no subject. */
    @Override
    public String toString() {
      return "Pending[type=" + type + "]";
    }
  }

  /** An event whose subject has come. */
  record Met(UUID subject, String type, String purpose, Instant at, Instant receivedAt) {}
}
