package io.lethe.subject;

import io.lethe.database.Columns;
import io.lethe.policy.RecordTables;
import io.lethe.subject.PendingEventStore.Met;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What events write, set-based, in transactions that hold the epoch of the policy. */
@ApplicationScoped
class EventStore {

  /** Replicas' clocks differ: under the subject's lock, what comes is received after records. */
  private static final String AFTER_RECORDS =
      """
      GREATEST(i.received_at, (SELECT max(r.received_at) FROM %1$s r
        WHERE r.bucket = %2$s.bucket AND r.subject_id = %2$s.id))""";

  /** What waited for the subject was received before any of its records. */
  private static final String BEFORE_RECORDS =
      """
      LEAST(i.received_at, (SELECT min(r.received_at) - interval '1 microsecond' FROM %1$s r
        WHERE r.bucket = %2$s.bucket AND r.subject_id = %2$s.id))""";

  private final RecordTables tables;

  EventStore(RecordTables tables) {
    this.tables = tables;
  }

  /**
   * Moves the last activity of subjects forward; one row each, never their records. The first one
   * is received after every record that is here.
   */
  Uni<Void> activity(
      SqlConnection connection, String policy, Map<UUID, Instant> newest, Instant receivedAt) {
    List<Met> received =
        newest.entrySet().stream()
            .map(
                one ->
                    new Starting(one.getKey(), RetentionClock.LAST_ACTIVITY, "", one.getValue())
                        .received(receivedAt))
            .toList();
    return move(connection, AFTER_RECORDS.formatted(tables.of(policy), "s"), received);
  }

  /** The same of activity that waited for its subject: received before every record. */
  Uni<Void> activityReceived(SqlConnection connection, String policy, Collection<Met> newest) {
    return move(connection, BEFORE_RECORDS.formatted(tables.of(policy), "s"), newest);
  }

  private static Uni<Void> move(SqlConnection connection, String since, Collection<Met> newest) {
    return connection
        .preparedQuery(
            """
            UPDATE subject s SET last_activity = i.at,
              activity_since = COALESCE(s.activity_since, %s)
            FROM unnest($1::smallint[], $2::uuid[], $3::timestamptz[], $4::timestamptz[])
              AS i(bucket, id, at, received_at)
            WHERE s.bucket = i.bucket AND s.id = i.id
              AND (s.last_activity IS NULL OR s.last_activity < i.at)
            """
                .formatted(since))
        .execute(
            SubjectColumns.of(newest.stream().map(Met::subject).toList())
                .addValue(Columns.instants(newest, Met::at))
                .addValue(Columns.instants(newest, Met::receivedAt)))
        .replaceWithVoid();
  }

  /**
   * Keeps events, as received after every record that is here; one that was sent before is not kept
   * twice.
   */
  Uni<Void> keep(
      SqlConnection connection, String policy, Collection<Starting> events, Instant receivedAt) {
    List<Met> received = events.stream().map(event -> event.received(receivedAt)).toList();
    return insert(connection, AFTER_RECORDS.formatted(tables.of(policy), "i"), received);
  }

  /** Keeps events that waited for their subjects, as received before every record. */
  Uni<Void> keepReceived(SqlConnection connection, String policy, Collection<Met> events) {
    return insert(connection, BEFORE_RECORDS.formatted(tables.of(policy), "i"), events);
  }

  private static Uni<Void> insert(
      SqlConnection connection, String receipt, Collection<Met> events) {
    return connection
        .preparedQuery(
            """
            INSERT INTO subject_event (bucket, subject_id, type, purpose, at, received_at)
            SELECT i.bucket, i.id, i.type, i.purpose, i.at, %s
            FROM unnest($1::smallint[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[],
              $6::timestamptz[]) AS i(bucket, id, type, purpose, at, received_at)
            ORDER BY i.bucket, i.id
            ON CONFLICT DO NOTHING
            """
                .formatted(receipt))
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
  record Starting(UUID subject, String type, String purpose, Instant at) {

    /** The same, received at an instant. */
    Met received(Instant receivedAt) {
      return new Met(subject, type, purpose, at, receivedAt);
    }
  }

  /** The earliest instant at which records of a subject's category become due. */
  record CategoryDue(UUID subject, String category, Instant due) {}
}
