package io.lethe.record;

import io.lethe.database.Columns;
import io.lethe.database.Ids;
import io.lethe.intake.IntakeKey;
import io.lethe.intake.IntakeKeyStore;
import io.lethe.intake.IntakeKeyStore.Kept;
import io.lethe.key.KeyAge;
import io.lethe.record.Placement.Owner;
import io.lethe.subject.SubjectColumns;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Inserts records with their blind index and key owners, one statement per table. */
@ApplicationScoped
class RecordWriter {

  private final KeyAge age;
  private final IntakeKeyStore keys;

  RecordWriter(KeyAge age, IntakeKeyStore keys) {
    this.age = age;
    this.keys = keys;
  }

  /**
   * Keeps the keys under which these may be sent again.
   *
   * @param rows of the drafts, in their order
   * @throws SubjectChanged when somebody has sent the same meanwhile
   */
  Uni<Void> keepKeys(SqlConnection tx, String caller, List<Draft> drafts, List<RecordRow> rows) {
    Map<IntakeKey, Kept> records = new HashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      Draft draft = drafts.get(i);
      Kept kept = new Kept(draft.digest(), Optional.of(rows.get(i).id()));
      draft.key().ifPresent(key -> records.put(key, kept));
    }
    if (records.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return keys.keep(tx, caller, records, rows.get(0).receivedAt())
        .invoke(
            kept -> {
              if (kept < records.size()) {
                throw new SubjectChanged();
              }
            })
        .replaceWithVoid();
  }

  /** The data keys in use, by owner. */
  Uni<Map<Owner, UUID>> owners(SqlClient client, Collection<UUID> subjects) {
    if (subjects.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    return client
        .preparedQuery(
            """
            SELECT c.subject_id, c.category, c.key_id
            FROM unnest($1::smallint[], $2::uuid[]) AS i(bucket, id)
            CROSS JOIN LATERAL (
              SELECT subject_id, category, key_id FROM subject_category
              WHERE bucket = i.bucket AND subject_id = i.id
              OFFSET 0) AS c
            """)
        .execute(SubjectColumns.of(subjects))
        .map(
            rows -> {
              Map<Owner, UUID> owners = new HashMap<>();
              for (Row row : rows) {
                owners.put(
                    new Owner(row.getUUID("subject_id"), row.getString("category")),
                    row.getUUID("key_id"));
              }
              return owners;
            });
  }

  /** Writes down which new data key a subject's category uses. */
  Uni<Void> insertOwners(SqlConnection connection, Map<Owner, UUID> owners) {
    if (owners.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    List<Owner> rows = List.copyOf(owners.keySet());
    return age.admit(connection, owners.values())
        .chain(
            () ->
                connection
                    .preparedQuery(
                        """
                        INSERT INTO subject_category (bucket, subject_id, category, key_id)
                        SELECT * FROM unnest($1::smallint[], $2::uuid[], $3::text[], $4::uuid[])
                        """)
                    .execute(
                        SubjectColumns.of(rows.stream().map(Owner::subject).toList())
                            .addArrayOfString(Columns.of(rows, Owner::category, new String[0]))
                            .addArrayOfUUID(Columns.of(rows, owners::get, new UUID[0]))))
        .replaceWithVoid();
  }

  /** Inserts the records and their blind index. */
  Uni<Void> insert(SqlConnection connection, List<RecordRow> rows) {
    Map<String, List<RecordRow>> byTable =
        rows.stream().collect(Collectors.groupingBy(row -> RecordStore.table(row.id())));
    List<Uni<Void>> inserts = new ArrayList<>();
    byTable.forEach((table, some) -> inserts.add(insertRows(connection, table, some)));
    inserts.add(insertIndex(connection, rows));
    return Uni.combine().all().unis(inserts).discardItems();
  }

  private static Uni<Void> insertRows(
      SqlConnection connection, String table, List<RecordRow> rows) {
    return connection
        .preparedQuery(
            """
                INSERT INTO %s (bucket, id, subject_id, policy, policy_version, category,
                  collected_at, received_at, due_at, key_id, data, pseudonym_version, sealed,
                  format_version, attributes)
                SELECT i.bucket, i.id, i.subject_id, i.policy, i.policy_version, i.category,
                  i.collected_at, i.received_at, i.due_at, i.key_id, i.data::jsonb,
                  i.pseudonym_version, i.sealed, i.format_version, i.attributes::jsonb
                FROM unnest($1::smallint[], $2::uuid[], $3::uuid[], $4::text[], $5::int[],
                  $6::text[], $7::timestamptz[], $8::timestamptz[], $9::timestamptz[],
                  $10::uuid[], $11::text[], $12::int[], $13::bytea[], $14::int[], $15::text[])
                  AS i(bucket, id, subject_id, policy, policy_version, category, collected_at,
                  received_at, due_at, key_id, data, pseudonym_version, sealed, format_version,
                  attributes)
                """
                .formatted(table))
        .execute(columns(rows))
        .replaceWithVoid();
  }

  private static Tuple columns(List<RecordRow> rows) {
    return SubjectColumns.of(rows.stream().map(RecordRow::id).toList())
        .addArrayOfUUID(Columns.of(rows, RecordRow::subject, new UUID[0]))
        .addArrayOfString(Columns.of(rows, RecordRow::policy, new String[0]))
        .addArrayOfInteger(Columns.of(rows, RecordRow::policyVersion, new Integer[0]))
        .addArrayOfString(Columns.of(rows, RecordRow::category, new String[0]))
        .addArrayOfOffsetDateTime(Columns.instants(rows, RecordRow::collectedAt))
        .addArrayOfOffsetDateTime(Columns.instants(rows, RecordRow::receivedAt))
        .addArrayOfOffsetDateTime(dueDates(rows))
        .addArrayOfUUID(Columns.of(rows, RecordRow::keyId, new UUID[0]))
        .addArrayOfString(Columns.of(rows, RecordRow::data, new String[0]))
        .addArrayOfInteger(Columns.of(rows, RecordRow::pseudonymVersion, new Integer[0]))
        .addValue(sealed(rows))
        .addArrayOfInteger(Columns.of(rows, RecordRow::formatVersion, new Integer[0]))
        .addArrayOfString(Columns.of(rows, RecordRow::attributes, new String[0]));
  }

  private static OffsetDateTime[] dueDates(List<RecordRow> rows) {
    OffsetDateTime[] dues = new OffsetDateTime[rows.size()];
    for (int i = 0; i < dues.length; i++) {
      dues[i] = Columns.utc(rows.get(i).dueAt());
    }
    return dues;
  }

  private static Buffer[] sealed(List<RecordRow> rows) {
    Buffer[] blobs = new Buffer[rows.size()];
    for (int i = 0; i < blobs.length; i++) {
      byte[] bytes = rows.get(i).sealed();
      blobs[i] = bytes == null ? null : Buffer.buffer(bytes);
    }
    return blobs;
  }

  private static Uni<Void> insertIndex(SqlConnection connection, List<RecordRow> rows) {
    List<UUID> records = new ArrayList<>();
    List<String> fields = new ArrayList<>();
    List<Integer> versions = new ArrayList<>();
    List<Buffer> tokens = new ArrayList<>();
    List<String> policies = new ArrayList<>();
    for (RecordRow row : rows) {
      row.index()
          .forEach(
              index -> {
                records.add(row.id());
                fields.add(index.field());
                versions.add(index.token().version());
                tokens.add(Buffer.buffer(index.token().bytes()));
                policies.add(row.policy());
              });
    }
    if (records.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return connection
        .preparedQuery(
            """
            INSERT INTO blind_index (bucket, record_id, field, version, token, policy)
            SELECT * FROM unnest($1::smallint[], $2::uuid[], $3::text[], $4::int[], $5::bytea[],
              $6::text[])
            """)
        .execute(
            Tuple.of(
                records.stream().map(id -> (short) Ids.bucket(id)).toArray(Short[]::new),
                records.toArray(new UUID[0]),
                fields.toArray(new String[0]),
                versions.toArray(new Integer[0]),
                tokens.toArray(new Buffer[0]),
                policies.toArray(new String[0])))
        .replaceWithVoid();
  }
}
