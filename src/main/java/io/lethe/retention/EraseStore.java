package io.lethe.retention;

import io.lethe.database.Columns;
import io.lethe.database.Ids;
import io.lethe.policy.RecordTables;
import io.lethe.subject.SubjectColumns;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Removes what a batch has judged, one statement per table. */
@ApplicationScoped
class EraseStore {

  private final RecordTables tables;

  EraseStore(RecordTables tables) {
    this.tables = tables;
  }

  /** Removes records with all that is theirs; answers how many records there were. */
  Uni<Integer> delete(SqlConnection connection, List<UUID> records) {
    Uni<Integer> deleted =
        connection
            .preparedQuery(
                """
                DELETE FROM %s r USING unnest($1::smallint[], $2::uuid[]) AS i(bucket, id)
                WHERE r.bucket = i.bucket AND r.id = i.id
                """
                    .formatted(table(records)))
            .execute(SubjectColumns.of(records))
            .map(rows -> rows.rowCount());
    Uni<Void> index =
        connection
            .preparedQuery(
                """
                DELETE FROM blind_index b USING unnest($1::smallint[], $2::uuid[]) AS i(bucket, id)
                WHERE b.bucket = i.bucket AND b.record_id = i.id
                """)
            .execute(SubjectColumns.of(records))
            .replaceWithVoid();
    Uni<Void> previous =
        connection
            .preparedQuery(
                """
                DELETE FROM record_previous p
                USING unnest($1::smallint[], $2::uuid[]) AS i(bucket, id)
                WHERE p.bucket = i.bucket AND p.record_id = i.id
                """)
            .execute(SubjectColumns.of(records))
            .replaceWithVoid();
    return Uni.combine().all().unis(deleted, index, previous).asTuple().map(all -> all.getItem1());
  }

  /** Where records with these ids are. */
  private static String table(List<UUID> ids) {
    return ids.stream().anyMatch(Ids::isInTable) ? RecordTables.EVERY : RecordTables.ROWS;
  }

  /** Moves due dates; null waits for an event. */
  Uni<Void> postpone(SqlConnection connection, List<Verdict.Postpone> rows) {
    List<UUID> records = rows.stream().map(verdict -> verdict.row().id()).toList();
    OffsetDateTime[] dues = new OffsetDateTime[rows.size()];
    for (int i = 0; i < dues.length; i++) {
      dues[i] = Columns.utc(rows.get(i).dueAt());
    }
    return connection
        .preparedQuery(
            """
            UPDATE %s r SET due_at = i.due
            FROM unnest($1::smallint[], $2::uuid[], $3::timestamptz[]) AS i(bucket, id, due)
            WHERE r.bucket = i.bucket AND r.id = i.id
            """
                .formatted(table(records)))
        .execute(SubjectColumns.of(records).addArrayOfOffsetDateTime(dues))
        .replaceWithVoid();
  }

  /**
   * Which of these subjects still have records; the others have none. Those of time tables need no
   * data key: they do not count for the category.
   */
  Uni<Left> left(SqlConnection connection, CategoryRef category, Collection<UUID> subjects) {
    return connection
        .preparedQuery(
            """
            SELECT owner.id, EXISTS (
              SELECT 1 FROM record r WHERE r.bucket = owner.bucket AND r.subject_id = owner.id
                AND r.category = $3) AS here
            FROM (
              SELECT i.bucket, i.id FROM unnest($1::smallint[], $2::uuid[]) AS i(bucket, id)
              WHERE EXISTS (
                SELECT 1 FROM %s r WHERE r.bucket = i.bucket AND r.subject_id = i.id)) AS owner
            """
                .formatted(tables.of(category.policy())))
        .execute(SubjectColumns.of(subjects).addString(category.category()))
        .map(
            rows -> {
              Left left = new Left(new HashSet<>(), new HashSet<>());
              for (Row row : rows) {
                left.anywhere().add(row.getUUID("id"));
                if (row.getBoolean("here")) {
                  left.here().add(row.getUUID("id"));
                }
              }
              return left;
            });
  }

  /**
   * Ends the data keys of subjects whose last record of a category is gone.
   *
   * @return the ids of the ended keys
   */
  Uni<List<UUID>> endKeys(SqlConnection connection, String category, Collection<UUID> subjects) {
    return connection
        .preparedQuery(
            """
            DELETE FROM subject_category c
            USING unnest($1::smallint[], $2::uuid[]) AS i(bucket, id)
            WHERE c.bucket = i.bucket AND c.subject_id = i.id AND c.category = $3
            RETURNING c.key_id
            """)
        .execute(SubjectColumns.of(subjects).addString(category))
        .map(
            rows -> {
              List<UUID> keys = new ArrayList<>(rows.rowCount());
              rows.forEach(row -> keys.add(row.getUUID("key_id")));
              return keys;
            });
  }

  /** Leaves what depersonalization left where nobody reads, until the mixer takes it. */
  Uni<Void> intake(SqlConnection connection, CategoryRef category, List<Leftover> left, int k) {
    return connection
        .preparedQuery(
            """
            INSERT INTO depersonalized.intake
              (policy, category, k_at_least, person, quasi, data, mixed, destroy_after)
            SELECT $6, $7, $8, i.person, i.quasi::jsonb, i.data::jsonb, i.mixed::jsonb, i.day
            FROM unnest($1::bytea[], $2::text[], $3::text[], $4::text[], $5::date[])
              AS i(person, quasi, data, mixed, day)
            """)
        .execute(
            Tuple.tuple()
                .addValue(Columns.of(left, row -> Buffer.buffer(row.person()), new Buffer[0]))
                .addArrayOfString(Columns.of(left, Leftover::quasi, new String[0]))
                .addArrayOfString(Columns.of(left, Leftover::data, new String[0]))
                .addArrayOfString(Columns.of(left, Leftover::mixed, new String[0]))
                .addArrayOfLocalDate(Columns.of(left, Leftover::destroyAfter, new LocalDate[0]))
                .addString(category.policy())
                .addString(category.category())
                .addInteger(k))
        .replaceWithVoid();
  }

  /**
   * Subjects that still have records.
   *
   * @param here of the category
   * @param anywhere of any
   */
  record Left(Set<UUID> here, Set<UUID> anywhere) {

    /** Those of these that have none of the category. */
    List<UUID> withoutHere(Collection<UUID> subjects) {
      return subjects.stream().filter(subject -> !here.contains(subject)).toList();
    }

    /** Those of these that have none at all. */
    List<UUID> without(Collection<UUID> subjects) {
      return subjects.stream().filter(subject -> !anywhere.contains(subject)).toList();
    }
  }

  /**
   * What depersonalization leaves of a record.
   *
   * @param person the same for rows of one person, and nothing else that names them
   * @param quasi quasi-identifiers as JSON text
   * @param data everything else as JSON text
   * @param destroyAfter a Monday
   */
  record Leftover(
      byte[] person, String quasi, String data, @Nullable String mixed, LocalDate destroyAfter) {

    /** Names no value. */
    @Override
    public String toString() {
      return "Leftover[destroyAfter=" + destroyAfter + "]";
    }
  }
}
