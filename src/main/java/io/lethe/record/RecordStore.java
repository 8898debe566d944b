package io.lethe.record;

import io.lethe.crypto.VersionedToken;
import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.database.Ids;
import io.lethe.policy.RecordTables;
import io.lethe.subject.ClockFacts;
import io.lethe.subject.SubjectStore;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads of single records, lists and searches. */
@ApplicationScoped
class RecordStore {

  private static final String COLUMNS =
      "r.id, r.subject_id, r.policy, r.policy_version, r.category, r.collected_at, r.received_at,"
          + " r.due_at, r.key_id, r.data::text AS data, r.pseudonym_version, r.sealed,"
          + " r.format_version, r.attributes::text AS attributes,"
          + " s.last_activity, s.activity_since";
  private static final String FROM =
      " FROM %s r JOIN subject s ON s.bucket = r.bucket AND s.id = r.subject_id ";

  private final Database database;
  private final RecordTables tables;

  RecordStore(Database database, RecordTables tables) {
    this.database = database;
    this.tables = tables;
  }

  /** Where a record with this id is. */
  static String table(UUID id) {
    return Ids.isInTable(id) ? RecordTables.TIMED : RecordTables.ROWS;
  }

  /** A record that is whole. */
  Uni<Optional<Stored>> find(UUID id) {
    return database
        .data()
        .preparedQuery(
            "SELECT " + COLUMNS + FROM.formatted(table(id)) + "WHERE r.bucket = $1 AND r.id = $2")
        .execute(Tuple.of((short) Ids.bucket(id), id))
        .map(rows -> list(rows).stream().findFirst());
  }

  /** A subject's records, or all, of these categories, in the order of bucket and id. */
  Uni<List<Stored>> list(
      String policy, List<String> categories, Optional<UUID> subject, UUID after, int limit) {
    String of = subject.isPresent() ? " AND r.bucket = $6 AND r.subject_id = $7" : "";
    Tuple arguments =
        Tuple.of(
            policy, categories.toArray(new String[0]), after, limit, (short) Ids.bucket(after));
    subject.ifPresent(id -> arguments.addShort((short) Ids.bucket(id)).addUUID(id));
    return database
        .data()
        .preparedQuery(
            "SELECT "
                + COLUMNS
                + FROM.formatted(tables.of(policy))
                + "WHERE r.policy = $1 AND r.category = ANY($2::text[])"
                + " AND (r.bucket, r.id) > ($5, $3)"
                + of
                + " ORDER BY r.bucket, r.id LIMIT $4")
        .execute(arguments)
        .map(RecordStore::list);
  }

  /** Subjects with a record whose field has one of these blind-index tokens; over all buckets. */
  Uni<List<UUID>> subjectsByValue(
      String policy,
      Collection<String> categories,
      String field,
      List<VersionedToken> tokens,
      int limit) {
    return database
        .data()
        .preparedQuery(
            """
            SELECT DISTINCT r.subject_id FROM blind_index b
            JOIN record r ON r.bucket = b.bucket AND r.id = b.record_id
            WHERE b.token = ANY($1::bytea[]) AND b.field = $2 AND b.policy = $3
              AND r.category = ANY($5::text[]) LIMIT $4
            """)
        .execute(
            Tuple.of(
                Columns.of(tokens, token -> Buffer.buffer(token.bytes()), new Buffer[0]),
                field,
                policy,
                limit,
                categories.toArray(new String[0])))
        .map(
            rows -> {
              List<UUID> subjects = new ArrayList<>();
              rows.forEach(row -> subjects.add(row.getUUID("subject_id")));
              return subjects;
            });
  }

  /** What became of a record that is gone, as long as the journal lives: until its act goes. */
  Uni<Optional<Gone>> gone(UUID id) {
    return database
        .data()
        .preparedQuery(
            """
            SELECT e.at, e.policy, e.category, e.action, a.id AS act
            FROM erasure e LEFT JOIN act a ON a.run_id = e.run_id AND a.policy = e.policy
            WHERE e.bucket = $1 AND e.record_id = $2
              AND NOT EXISTS (SELECT 1 FROM act_destroyed d
                WHERE d.run_id = e.run_id AND d.policy = e.policy AND NOT d.emptied)
            """)
        .execute(Tuple.of((short) Ids.bucket(id), id))
        .map(rows -> Columns.first(rows, RecordStore::gone))
        .chain(
            gone ->
                gone.isEmpty() && Ids.isInTable(id)
                    ? goneWithItsTable(id)
                    : Uni.createFrom().item(gone));
  }

  /** Of an id that never was, too: the journal of a table knows no single ids. */
  private Uni<Optional<Gone>> goneWithItsTable(UUID id) {
    return database
        .data()
        .preparedQuery(
            """
            SELECT e.at, e.policy, e.category, 'DESTROY' AS action, a.id AS act
            FROM erasure_table e LEFT JOIN act a ON a.run_id = e.run_id AND a.policy = e.policy
            WHERE e.first_id <= $1 AND e.last_id > $1
              AND NOT EXISTS (SELECT 1 FROM act_destroyed d
                WHERE d.run_id = e.run_id AND d.policy = e.policy AND NOT d.emptied)
            ORDER BY e.at LIMIT 1
            """)
        .execute(Tuple.of(id))
        .map(rows -> Columns.first(rows, RecordStore::gone));
  }

  /** The categories that a subject has records of. */
  Uni<List<String>> categories(UUID subject) {
    return database
        .data()
        .preparedQuery(
            "SELECT DISTINCT category FROM every_record WHERE bucket = $1 AND subject_id = $2")
        .execute(Tuple.of((short) Ids.bucket(subject), subject))
        .map(
            rows -> {
              List<String> categories = new ArrayList<>();
              rows.forEach(row -> categories.add(row.getString("category")));
              return categories;
            });
  }

  private static Gone gone(Row row) {
    return new Gone(
        row.getOffsetDateTime("at").toInstant(),
        row.getString("policy"),
        row.getString("category"),
        row.getString("action"),
        row.getUUID("act"));
  }

  private static List<Stored> list(Iterable<Row> rows) {
    List<Stored> records = new ArrayList<>();
    rows.forEach(
        row ->
            records.add(
                new Stored(
                    new RecordRow(
                        row.getUUID("id"),
                        row.getUUID("subject_id"),
                        row.getString("policy"),
                        row.getInteger("policy_version"),
                        row.getString("category"),
                        row.getOffsetDateTime("collected_at").toInstant(),
                        row.getOffsetDateTime("received_at").toInstant(),
                        Columns.instant(row, "due_at"),
                        row.getUUID("key_id"),
                        row.getString("data"),
                        row.getInteger("pseudonym_version"),
                        Columns.bytes(row, "sealed"),
                        row.getInteger("format_version"),
                        row.getString("attributes"),
                        List.of()),
                    SubjectStore.activity(row).orElse(null))));
    return records;
  }

  /** A record with its subject's activity. */
  record Stored(RecordRow row, ClockFacts.@Nullable Activity activity) {}

  /** A record that is gone. */
  record Gone(Instant at, String policy, String category, String action, @Nullable UUID act) {}
}
