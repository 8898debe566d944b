package io.lethe.subject;

import io.lethe.database.Columns;
import io.lethe.policy.RecordTables;
import io.lethe.subject.PendingEventStore.Met;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/** What events write, set-based, in transactions that hold the epoch of the policy. */
@ApplicationScoped
class EventStore {

  private final RecordTables tables;

  EventStore(RecordTables tables) {
    this.tables = tables;
  }

  /** Moves the last activity of subjects forward; one row each, never their records. */
  Uni<Void> activity(
      SqlConnection connection, String policy, Map<UUID, Instant> newest, Instant receivedAt) {
    return connection
        .preparedQuery(
            """
            UPDATE subject s SET last_activity = i.at,
              activity_since = COALESCE(s.activity_since, GREATEST($4, (
                SELECT max(r.received_at) FROM %s r
                WHERE r.bucket = s.bucket AND r.subject_id = s.id)))
            FROM unnest($1::smallint[], $2::uuid[], $3::timestamptz[]) AS i(bucket, id, at)
            WHERE s.bucket = i.bucket AND s.id = i.id
              AND (s.last_activity IS NULL OR s.last_activity < i.at)
            """
                .formatted(tables.of(policy)))
        .execute(
            SubjectColumns.of(newest.keySet())
                .addValue(Columns.instants(newest.values(), at -> at))
                .addValue(Columns.utc(receivedAt)))
        .replaceWithVoid();
  }

  /**
   * Keeps events; one that was sent before is not kept twice.
   *
   * <p>Replicas' clocks differ: under the subject's lock, an event is received after every record
   * that is here.
   */
  Uni<Void> keep(
      SqlConnection connection, String policy, Collection<Starting> events, Instant receivedAt) {
    return connection
        .preparedQuery(
            """
            INSERT INTO subject_event (bucket, subject_id, type, purpose, at, received_at)
            SELECT i.bucket, i.id, i.type, i.purpose, i.at, GREATEST($6, (
              SELECT max(r.received_at) FROM %s r
              WHERE r.bucket = i.bucket AND r.subject_id = i.id))
            FROM unnest($1::smallint[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[])
              AS i(bucket, id, type, purpose, at)
            ORDER BY i.bucket, i.id
            ON CONFLICT DO NOTHING
            """
                .formatted(tables.of(policy)))
        .execute(
            SubjectColumns.of(events.stream().map(Starting::subject).toList())
                .addArrayOfString(Columns.of(events, Starting::type, new String[0]))
                .addArrayOfString(Columns.of(events, Starting::purpose, new String[0]))
                .addValue(Columns.instants(events, Starting::at))
                .addValue(Columns.utc(receivedAt)))
        .replaceWithVoid();
  }

  /** Keeps events as received when they were, before their subjects. */
  Uni<Void> keepReceived(SqlConnection connection, Collection<Met> events) {
    return connection
        .preparedQuery(
            """
            INSERT INTO subject_event (bucket, subject_id, type, purpose, at, received_at)
            SELECT * FROM unnest($1::smallint[], $2::uuid[], $3::text[], $4::text[],
              $5::timestamptz[], $6::timestamptz[])
            ON CONFLICT DO NOTHING
            """)
        .execute(
            SubjectColumns.of(events.stream().map(Met::subject).toList())
                .addArrayOfString(Columns.of(events, Met::type, new String[0]))
                .addArrayOfString(Columns.of(events, Met::purpose, new String[0]))
                .addValue(Columns.instants(events, Met::at))
                .addValue(Columns.instants(events, Met::receivedAt)))
        .replaceWithVoid();
  }

  /** Lowers the due dates of the subjects' records. */
  Uni<Void> lower(SqlConnection connection, String policy, Collection<CategoryDue> dues) {
    if (dues.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    boolean timed =
        dues.stream().anyMatch(due -> tables.of(policy, due.category()).equals(RecordTables.EVERY));
    return connection
        .preparedQuery(
            """
            UPDATE %s r SET due_at = i.due
            FROM unnest($1::smallint[], $2::uuid[], $3::text[], $4::timestamptz[])
              AS i(bucket, id, category, due)
            WHERE r.bucket = i.bucket AND r.subject_id = i.id
              AND r.category = i.category
              AND (r.due_at IS NULL OR r.due_at > i.due)
            """
                .formatted(timed ? RecordTables.EVERY : RecordTables.ROWS))
        .execute(
            SubjectColumns.of(dues.stream().map(CategoryDue::subject).toList())
                .addArrayOfString(Columns.of(dues, CategoryDue::category, new String[0]))
                .addValue(Columns.instants(dues, CategoryDue::due)))
        .replaceWithVoid();
  }

  /** An event that starts clocks. */
  record Starting(UUID subject, String type, String purpose, Instant at) {}

  /** The earliest instant at which records of a subject's category become due. */
  record CategoryDue(UUID subject, String category, Instant due) {}
}
