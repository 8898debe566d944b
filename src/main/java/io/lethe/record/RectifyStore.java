package io.lethe.record;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.database.Ids;
import io.lethe.transform.IndexToken;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Writes rectified records and the values that were replaced. */
@ApplicationScoped
class RectifyStore {

  private final Database database;

  RectifyStore(Database database) {
    this.database = database;
  }

  /** Writes the fields of a record that is as it was read; false when it is not. */
  Uni<Boolean> update(SqlConnection tx, RecordRow was, RecordRow is) {
    return tx.preparedQuery(
            """
            UPDATE %s SET data = $3::text::jsonb, pseudonym_version = $4, format_version = $5,
              key_id = $6, sealed = $7
            WHERE bucket = $1 AND id = $2 AND data = $8::text::jsonb AND sealed IS NOT DISTINCT FROM $9
              AND pseudonym_version IS NOT DISTINCT FROM $10
              AND format_version IS NOT DISTINCT FROM $11
            """
                .formatted(RecordStore.table(is.id())))
        .execute(
            Tuple.tuple()
                .addShort((short) Ids.bucket(is.id()))
                .addUUID(is.id())
                .addString(is.data())
                .addInteger(is.pseudonymVersion())
                .addInteger(is.formatVersion())
                .addUUID(is.keyId())
                .addValue(buffer(is.sealed()))
                .addString(was.data())
                .addValue(buffer(was.sealed()))
                .addInteger(was.pseudonymVersion())
                .addInteger(was.formatVersion()))
        .map(rows -> rows.rowCount() == 1);
  }

  private static @Nullable Buffer buffer(byte @Nullable [] bytes) {
    return bytes == null ? null : Buffer.buffer(bytes);
  }

  /** Replaces the blind index of these fields, under whatever version it was. */
  Uni<Void> reindex(SqlConnection tx, RecordRow row, Collection<String> fields) {
    Short bucket = (short) Ids.bucket(row.id());
    Uni<Void> removed =
        tx.preparedQuery(
                "DELETE FROM blind_index WHERE bucket = $1 AND record_id = $2"
                    + " AND field = ANY($3::text[])")
            .execute(
                Tuple.tuple()
                    .addShort(bucket)
                    .addUUID(row.id())
                    .addArrayOfString(fields.toArray(new String[0])))
            .replaceWithVoid();
    if (row.index().isEmpty()) {
      return removed;
    }
    List<Tuple> tokens = new ArrayList<>();
    for (IndexToken index : row.index()) {
      tokens.add(
          Tuple.of(
              bucket,
              row.id(),
              index.field(),
              index.token().version(),
              Buffer.buffer(index.token().bytes()),
              row.policy()));
    }
    return removed
        .chain(
            () ->
                tx.preparedQuery(
                        "INSERT INTO blind_index (bucket, record_id, field, version, token, policy)"
                            + " VALUES ($1, $2, $3, $4, $5, $6)")
                    .executeBatch(tokens))
        .replaceWithVoid();
  }

  /** Keeps values that were replaced. */
  Uni<Void> keep(SqlConnection tx, Previous previous) {
    RecordRow row = previous.values();
    return tx.preparedQuery(
            """
            INSERT INTO record_previous (bucket, id, record_id, subject_id, policy, policy_version,
              category, terms_version, fields, replaced_at, due_at, deadline, key_id, data, sealed,
              pseudonym_version, format_version)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14::text::jsonb, $15, $16,
              $17)
            """)
        .execute(
            Tuple.tuple()
                .addShort((short) Ids.bucket(row.id()))
                .addUUID(row.id())
                .addUUID(previous.record())
                .addUUID(row.subject())
                .addString(row.policy())
                .addInteger(row.policyVersion())
                .addString(row.category())
                .addInteger(previous.termsVersion())
                .addArrayOfString(previous.fields().toArray(new String[0]))
                .addOffsetDateTime(Columns.utc(previous.replacedAt()))
                .addOffsetDateTime(Columns.utc(row.dueAt()))
                .addLocalDate(previous.deadline())
                .addUUID(row.keyId())
                .addString(row.data())
                .addValue(buffer(row.sealed()))
                .addInteger(row.pseudonymVersion())
                .addInteger(row.formatVersion()))
        .replaceWithVoid();
  }

  /** What is kept of a record's replaced values, the oldest first. */
  Uni<List<Kept>> kept(UUID record) {
    return database
        .data()
        .preparedQuery(
            "SELECT fields, replaced_at, due_at, deadline FROM record_previous"
                + " WHERE bucket = $1 AND record_id = $2 ORDER BY replaced_at, id")
        .execute(Tuple.of((short) Ids.bucket(record), record))
        .map(
            rows -> {
              List<Kept> kept = new ArrayList<>();
              rows.forEach(row -> kept.add(kept(row)));
              return kept;
            });
  }

  private static Kept kept(Row row) {
    return new Kept(
        List.of(row.getArrayOfStrings("fields")),
        row.getOffsetDateTime("replaced_at").toInstant(),
        row.getOffsetDateTime("due_at").toInstant(),
        row.getLocalDate("deadline"));
  }

  /**
   * Replaced values as they are stored.
   *
   * @param record whose they were
   * @param values under an id of their own, with their due date
   */
  record Previous(
      UUID record,
      RecordRow values,
      int termsVersion,
      Collection<String> fields,
      Instant replacedAt,
      @Nullable LocalDate deadline) {

    /** Names no value. */
    @Override
    public String toString() {
      return "Previous[record=" + record + "]";
    }
  }

  /**
   * Which replaced values are kept, and until when.
   *
   * @param dueAt from when they are destroyed, unless something keeps them
   * @param deadline the last day of that, in the policy's zone, or null
   */
  @Schema(name = "ReplacedValues")
  record Kept(
      List<String> fields, Instant replacedAt, Instant dueAt, @Nullable LocalDate deadline) {}
}
