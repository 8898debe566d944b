package io.lethe.retention;

import io.lethe.act.TableJournal.Erased;
import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.database.Ids;
import io.lethe.subject.SubjectColumns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What an export and a replay ask of the journal, and write there. */
@ApplicationScoped
class ReplayStore {

  private final Database database;

  ReplayStore(Database database) {
    this.database = database;
  }

  /**
   * How many lines the journal of a run has: records, time tables that went as a whole, and their
   * persons.
   */
  Uni<Integer> journalled(UUID run) {
    return database
        .data()
        .preparedQuery(
            "SELECT ((SELECT count(*) FROM erasure WHERE run_id = $1)"
                + " + (SELECT count(*) FROM erasure_table WHERE run_id = $1)"
                + " + (SELECT count(*) FROM erasure_table t JOIN erasure_table_subject s"
                + " ON s.table_id = t.id WHERE t.run_id = $1))::int AS n")
        .execute(Tuple.of(run))
        .map(rows -> rows.iterator().next().getInteger("n"));
  }

  /** The journal of a run as it leaves the database, in the order of ids. */
  Uni<List<Journalled>> journalled(UUID run, UUID after, int limit) {
    return database
        .data()
        .preparedQuery(
            "SELECT record_id, subject_id, policy, category, policy_version, rule, action, at,"
                + " COALESCE(protected_by, policy_version) AS protected_by FROM erasure"
                + " WHERE run_id = $1 AND record_id > $2 ORDER BY record_id LIMIT $3")
        .execute(Tuple.of(run, after, limit))
        .map(
            rows -> {
              List<Journalled> page = new ArrayList<>(rows.size());
              rows.forEach(row -> page.add(journalled(row)));
              return page;
            });
  }

  /** The persons of a time table that went as a whole, in the order of buckets and ids. */
  Uni<List<JournalledPerson>> persons(Erased table, UUID after, int limit) {
    return database
        .data()
        .preparedQuery(
            "SELECT subject_id FROM erasure_table_subject WHERE table_id = $1"
                + " AND (bucket, subject_id) > ($2, $3) ORDER BY bucket, subject_id LIMIT $4")
        .execute(Tuple.of(table.id(), (short) Ids.bucket(after), after, limit))
        .map(
            rows -> {
              List<JournalledPerson> page = new ArrayList<>(rows.size());
              rows.forEach(
                  row ->
                      page.add(
                          new JournalledPerson(table.id(), row.getUUID("subject_id"), table.at())));
              return page;
            });
  }

  private static Journalled journalled(Row row) {
    return new Journalled(
        row.getUUID("record_id"),
        row.getUUID("subject_id"),
        row.getString("policy"),
        row.getString("category"),
        row.getInteger("protected_by"),
        row.getInteger("policy_version"),
        row.getShort("rule"),
        row.getString("action"),
        row.getOffsetDateTime("at").toInstant());
  }

  /** Removes what was journalled under these ids and is no record: old values, and leavings. */
  Uni<Void> deleteLeft(SqlConnection tx, List<UUID> ids) {
    return tx.preparedQuery(
            """
            WITH previous AS (
              DELETE FROM record_previous p
              USING unnest($1::smallint[], $2::uuid[]) AS i(bucket, id)
              WHERE p.bucket = i.bucket AND p.id = i.id)
            DELETE FROM depersonalized.record WHERE id = ANY($2::uuid[])
            """)
        .execute(SubjectColumns.of(ids))
        .replaceWithVoid();
  }

  /** Journals what the database does not know, as it was. */
  Uni<Void> journal(SqlConnection tx, UUID run, List<Journalled> rows) {
    return tx.preparedQuery(
            """
            INSERT INTO erasure (at, bucket, record_id, subject_id, policy, policy_version,
              category, rule, action, run_id, protected_by)
            SELECT $3, $1, $2, $4, $5, $6, $7, $8, $9, $10, $11
            WHERE NOT EXISTS (
              SELECT 1 FROM erasure e WHERE e.bucket = $1 AND e.record_id = $2 AND e.run_id = $10)
            """)
        .executeBatch(rows.stream().map(row -> row(run, row)).toList())
        .replaceWithVoid();
  }

  private static Tuple row(UUID run, Journalled row) {
    return Tuple.tuple()
        .addShort((short) Ids.bucket(row.record()))
        .addUUID(row.record())
        .addOffsetDateTime(Columns.utc(row.at()))
        .addUUID(row.subject())
        .addString(row.policy())
        .addInteger(row.policyVersion())
        .addString(row.category())
        .addShort((short) row.rule())
        .addString(row.action())
        .addUUID(run)
        .addInteger(row.protectedBy());
  }
}
