package io.lethe.request;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.request.Incident.Notice;
import io.lethe.subject.SubjectColumns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of incidents and of their notices to people. */
@ApplicationScoped
class IncidentStore {

  private static final int AT_ONCE = 1_000;
  private static final String WITH_COUNTS =
      "SELECT i.*, (SELECT count(*) FROM incident_notice n WHERE n.incident_id = i.id"
          + " AND n.sent_at IS NULL) AS queued, (SELECT count(*) FROM incident_notice n"
          + " WHERE n.incident_id = i.id AND n.sent_at IS NOT NULL) AS sent FROM incident i ";

  private final Database database;

  IncidentStore(Database database) {
    this.database = database;
  }

  Uni<Void> insert(SqlConnection tx, Incident incident) {
    return tx.preparedQuery(
            "INSERT INTO incident (id, policy, kind, categories, detected_at, created_at,"
                + " created_by, regulator_due_at, result_due_at)"
                + " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
        .execute(
            Tuple.tuple()
                .addUUID(incident.id())
                .addString(incident.policy())
                .addString(incident.kind().name())
                .addArrayOfString(incident.categories().toArray(new String[0]))
                .addOffsetDateTime(Columns.utc(incident.detectedAt()))
                .addOffsetDateTime(Columns.utc(incident.createdAt()))
                .addString(incident.createdBy())
                .addOffsetDateTime(Columns.utc(incident.regulator().dueAt()))
                .addOffsetDateTime(Columns.utc(incident.result().dueAt())))
        .replaceWithVoid();
  }

  /** Queues notices to these people; answers how many of them the policy knows. */
  Uni<Integer> queue(SqlConnection tx, Incident incident, Collection<UUID> subjects) {
    return tx.preparedQuery(
            """
            INSERT INTO incident_notice (incident_id, subject_id, queued_at)
            SELECT $3, s.id, $4 FROM unnest($1::smallint[], $2::uuid[]) AS i(bucket, id)
            JOIN subject s ON s.bucket = i.bucket AND s.id = i.id AND s.policy = $5
            """)
        .execute(
            SubjectColumns.of(subjects)
                .addUUID(incident.id())
                .addOffsetDateTime(Columns.utc(incident.createdAt()))
                .addString(incident.policy()))
        .map(rows -> rows.rowCount());
  }

  /** Queues notices to everybody with a record of the incident's categories. */
  Uni<Integer> queueAll(SqlConnection tx, Incident incident) {
    return tx.preparedQuery(
            """
            INSERT INTO incident_notice (incident_id, subject_id, queued_at)
            SELECT DISTINCT $1::uuid, subject_id, $2::timestamptz FROM every_record
            WHERE policy = $3 AND category = ANY($4::text[])
            """)
        .execute(
            Tuple.of(
                incident.id(),
                Columns.utc(incident.createdAt()),
                incident.policy(),
                incident.categories().toArray(new String[0])))
        .map(rows -> rows.rowCount());
  }

  Uni<Optional<Incident>> find(SqlClient client, UUID id) {
    return client
        .preparedQuery(WITH_COUNTS + "WHERE i.id = $1")
        .execute(Tuple.of(id))
        .map(rows -> list(rows).stream().findFirst());
  }

  /** Lets nobody else note a notice until the transaction ends. */
  Uni<Optional<Incident>> lock(SqlConnection tx, UUID id) {
    return tx.preparedQuery("SELECT 1 FROM incident WHERE id = $1 FOR UPDATE")
        .execute(Tuple.of(id))
        .chain(() -> find(tx, id));
  }

  Uni<List<Incident>> page(@Nullable String policy, boolean open, UUID after, int limit) {
    return database
        .data()
        .preparedQuery(
            WITH_COUNTS
                + "WHERE i.id > $1 AND ($3::text IS NULL OR i.policy = $3)"
                + " AND (NOT $4::boolean OR i.closed_at IS NULL) ORDER BY i.id LIMIT $2")
        .execute(Tuple.of(after, limit, policy, open))
        .map(IncidentStore::list);
  }

  /** Notes when the regulator was told. */
  Uni<Void> told(SqlConnection tx, UUID id, Addressee to, Instant at) {
    String column = to == Addressee.REGULATOR ? "regulator_sent_at" : "result_sent_at";
    return tx.preparedQuery("UPDATE incident SET " + column + " = $2 WHERE id = $1")
        .execute(Tuple.of(id, Columns.utc(at)))
        .replaceWithVoid();
  }

  /** Notes when people were told; all that are queued when none is named. */
  Uni<Integer> told(
      SqlConnection tx, UUID id, Collection<UUID> subjects, Instant at, Channel channel) {
    return tx.preparedQuery(
            """
            UPDATE incident_notice SET sent_at = $2, channel = $3
            WHERE incident_id = $1 AND sent_at IS NULL
              AND (cardinality($4::uuid[]) = 0 OR subject_id = ANY($4))
            """)
        .execute(Tuple.of(id, Columns.utc(at), channel.name(), subjects.toArray(new UUID[0])))
        .map(rows -> rows.rowCount());
  }

  Uni<Void> close(SqlConnection tx, UUID id, Instant at, Instant expires) {
    return tx.preparedQuery("UPDATE incident SET closed_at = $2, expires_at = $3 WHERE id = $1")
        .execute(Tuple.of(id, Columns.utc(at), Columns.utc(expires)))
        .replaceWithVoid();
  }

  /** Deletes incidents that have outlived their own term, with their notices. */
  Uni<Integer> delete(SqlConnection tx, Instant cutoff) {
    return tx.preparedQuery(
            "DELETE FROM incident WHERE id IN (SELECT id FROM incident WHERE expires_at <= $1"
                + " ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)")
        .execute(Tuple.of(Columns.utc(cutoff), AT_ONCE))
        .map(rows -> rows.rowCount());
  }

  /** The people of an incident in the order of their keys. */
  Uni<List<IncidentView.Told>> notices(UUID id, @Nullable Boolean sent, UUID after, int limit) {
    return database
        .data()
        .preparedQuery(
            "SELECT * FROM incident_notice WHERE incident_id = $1 AND subject_id > $2"
                + " AND ($4::boolean IS NULL OR (sent_at IS NOT NULL) = $4)"
                + " ORDER BY subject_id LIMIT $3")
        .execute(Tuple.of(id, after, limit, sent))
        .map(
            rows -> {
              List<IncidentView.Told> told = new ArrayList<>();
              for (Row row : rows) {
                String channel = row.getString("channel");
                told.add(
                    new IncidentView.Told(
                        row.getUUID("subject_id"),
                        row.getOffsetDateTime("queued_at").toInstant(),
                        Columns.instant(row, "sent_at"),
                        channel == null ? null : Channel.valueOf(channel)));
              }
              return told;
            });
  }

  /** Incidents that are not closed. */
  Uni<List<Incident>> open() {
    return database
        .data()
        .query(WITH_COUNTS + "WHERE i.closed_at IS NULL")
        .execute()
        .map(IncidentStore::list);
  }

  private static List<Incident> list(Iterable<Row> rows) {
    List<Incident> incidents = new ArrayList<>();
    rows.forEach(
        row ->
            incidents.add(
                new Incident(
                    row.getUUID("id"),
                    row.getString("policy"),
                    IncidentKind.valueOf(row.getString("kind")),
                    List.of(row.getArrayOfStrings("categories")),
                    row.getOffsetDateTime("detected_at").toInstant(),
                    row.getOffsetDateTime("created_at").toInstant(),
                    row.getString("created_by"),
                    notice(row, "regulator"),
                    notice(row, "result"),
                    row.getLong("queued"),
                    row.getLong("sent"),
                    Columns.instant(row, "closed_at"))));
    return incidents;
  }

  private static Notice notice(Row row, String of) {
    return new Notice(Columns.instant(row, of + "_due_at"), Columns.instant(row, of + "_sent_at"));
  }
}
