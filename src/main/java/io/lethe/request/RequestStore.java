package io.lethe.request;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.database.Ids;
import io.lethe.policy.RequestType;
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

/** Rows of requests, in the order of their ids, which begin with the time of their receipt here. */
@ApplicationScoped
class RequestStore {

  private final Database database;

  RequestStore(Database database) {
    this.database = database;
  }

  Uni<Void> insert(SqlConnection tx, Request request, @Nullable Instant expiresAt) {
    return tx.preparedQuery(
            """
            INSERT INTO subject_request (id, policy, policy_version, bucket, subject_id, type, rule,
              category, purposes, fields, channel, answer_channel, representative, parts, missing,
              file, repeats, free, created_at, created_by, received_at, detected_at, evidence_at,
              extended_at, extension_reason, deadline, overdue_at, state, block_id, override_at,
              override_by, override_reason, decided_at, decided_by, norm, reason, closed_at,
              expires_at, redirected_to)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
              $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35,
              $36, $37, $38, $39)
            """)
        .execute(
            RequestRows.changing(RequestRows.received(request), request, expiresAt)
                .addArrayOfString(request.asked().redirectedTo().toArray(new String[0])))
        .replaceWithVoid();
  }

  /** Writes what may have changed. */
  Uni<Void> update(SqlConnection tx, Request request, @Nullable Instant expiresAt) {
    return tx.preparedQuery(
            """
            UPDATE subject_request SET received_at = $2, detected_at = $3, evidence_at = $4,
              extended_at = $5, extension_reason = $6, deadline = $7, overdue_at = $8, state = $9,
              block_id = $10, override_at = $11, override_by = $12, override_reason = $13,
              decided_at = $14, decided_by = $15, norm = $16, reason = $17, closed_at = $18,
              expires_at = $19
            WHERE id = $1
            """)
        .execute(RequestRows.changing(Tuple.of(request.id()), request, expiresAt))
        .replaceWithVoid();
  }

  Uni<Optional<Request>> find(UUID id) {
    return database
        .data()
        .preparedQuery("SELECT * FROM subject_request WHERE id = $1")
        .execute(Tuple.of(id))
        .map(rows -> RequestRows.list(rows).stream().findFirst());
  }

  /** The request, which nobody else changes until the transaction ends. */
  Uni<Optional<Request>> lock(SqlConnection tx, UUID id) {
    return tx.preparedQuery("SELECT * FROM subject_request WHERE id = $1 FOR UPDATE")
        .execute(Tuple.of(id))
        .map(rows -> RequestRows.list(rows).stream().findFirst());
  }

  /** A page of those that are not closed and have a deadline. */
  Uni<List<Request>> open(UUID after, int limit) {
    return database
        .data()
        .preparedQuery(
            "SELECT * FROM subject_request WHERE closed_at IS NULL AND deadline IS NOT NULL"
                + " AND id > $1 ORDER BY id LIMIT $2")
        .execute(Tuple.of(after, limit))
        .map(RequestRows::list);
  }

  /** The last request of this type, not refused, that a subject had sent by an instant. */
  Uni<Optional<Request>> latest(SqlConnection tx, UUID subject, RequestType type, Instant by) {
    return tx.preparedQuery(
            """
            SELECT * FROM subject_request
            WHERE bucket = $1 AND subject_id = $2 AND type = $3 AND received_at <= $4
              AND state <> 'REFUSED'
            ORDER BY received_at DESC, id DESC LIMIT 1
            """)
        .execute(Tuple.of((short) Ids.bucket(subject), subject, type.name(), Columns.utc(by)))
        .map(rows -> RequestRows.list(rows).stream().findFirst());
  }

  /**
   * The request that shows a subject its data, undecided, or granted since an instant: one of
   * everything before one of a category, then the newest.
   */
  Uni<Optional<Request>> showing(UUID subject, Instant since) {
    return database
        .data()
        .preparedQuery(
            """
            SELECT * FROM subject_request
            WHERE bucket = $1 AND subject_id = $2 AND type IN ('ACCESS', 'PORTABILITY')
              AND (decided_at IS NULL OR state = 'GRANTED' AND decided_at >= $3)
            ORDER BY (category IS NULL) DESC, received_at DESC, id DESC LIMIT 1
            """)
        .execute(Tuple.of((short) Ids.bucket(subject), subject, Columns.utc(since)))
        .map(rows -> RequestRows.list(rows).stream().findFirst());
  }

  /** A page of those that fit. */
  Uni<List<Request>> page(Filter filter, UUID after, int limit) {
    return database
        .data()
        .preparedQuery(
            """
            SELECT * FROM subject_request
            WHERE id > $1 AND ($3::text IS NULL OR policy = $3) AND ($4::text IS NULL OR state = $4)
              AND ($5::timestamptz IS NULL OR closed_at IS NULL AND overdue_at <= $5)
              AND ($6::timestamptz IS NULL OR closed_at IS NULL AND overdue_at > $6)
            ORDER BY id LIMIT $2
            """)
        .execute(
            Tuple.tuple()
                .addUUID(after)
                .addInteger(limit)
                .addString(filter.policy())
                .addString(filter.state() == null ? null : filter.state().name())
                .addOffsetDateTime(Columns.utc(filter.overdueBy()))
                .addOffsetDateTime(Columns.utc(filter.dueAfter())))
        .map(RequestRows::list);
  }

  /** How many records of a subject are there, by category. */
  Uni<List<Held>> records(UUID subject, @Nullable String category, Instant collectedBy) {
    return database
        .data()
        .preparedQuery(
            """
            SELECT category, count(*) AS n FROM every_record
            WHERE bucket = $1 AND subject_id = $2 AND ($3::text IS NULL OR category = $3)
              AND collected_at <= $4
            GROUP BY category ORDER BY category
            """)
        .execute(
            Tuple.tuple()
                .addShort((short) Ids.bucket(subject))
                .addUUID(subject)
                .addString(category)
                .addOffsetDateTime(Columns.utc(collectedBy)))
        .map(
            rows -> {
              List<Held> held = new ArrayList<>();
              for (Row row : rows) {
                held.add(new Held(row.getString("category"), row.getLong("n")));
              }
              return held;
            });
  }

  /** The categories of a subject's records, each with the labels that they have, as JSON. */
  Uni<List<Labelled>> labelled(SqlConnection tx, UUID subject, @Nullable String category) {
    return tx.preparedQuery(
            """
            SELECT DISTINCT category, attributes::text AS attributes FROM every_record
            WHERE bucket = $1 AND subject_id = $2 AND ($3::text IS NULL OR category = $3)
            """)
        .execute(
            Tuple.tuple()
                .addShort((short) Ids.bucket(subject))
                .addUUID(subject)
                .addString(category))
        .map(
            rows -> {
              List<Labelled> labelled = new ArrayList<>();
              for (Row row : rows) {
                labelled.add(new Labelled(row.getString("category"), row.getString("attributes")));
              }
              return labelled;
            });
  }

  /** Records of a category with these labels. */
  record Labelled(String category, @Nullable String attributes) {}

  /** Records of a category. */
  record Held(String category, long records) {}

  /**
   * Which requests.
   *
   * @param overdueBy undecided or being carried out, with a deadline that has passed by then
   * @param dueAfter the same, with a deadline that has not passed by then
   */
  record Filter(
      @Nullable String policy,
      @Nullable RequestState state,
      @Nullable Instant overdueBy,
      @Nullable Instant dueAfter) {}
}
