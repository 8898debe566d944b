package io.lethe.act;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.smallrye.mutiny.Multi;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads the journal of a run.
 *
 * <p><b>Guarantee</b>: constant memory, and always the same order: records by their ids, then the
 * persons of time tables.
 */
@ApplicationScoped
class EventLogStore {

  private static final int ROWS_PER_FETCH = 5_000;

  private static final String RECORDS =
      """
      SELECT at, record_id, subject_id, policy_version, category, rule, action,
        NULL::uuid AS first_id
      FROM erasure WHERE run_id = $1 AND policy = $2
      ORDER BY record_id, at, action, rule, policy_version
      """;

  private static final String PERSONS_OF_TABLES =
      """
      SELECT t.at, NULL::uuid AS record_id, s.subject_id, t.policy_versions[1] AS policy_version,
        t.category, t.rules[1] AS rule, 'DESTROY' AS action, t.first_id
      FROM erasure_table t JOIN erasure_table_subject s ON s.table_id = t.id
      WHERE t.run_id = $1 AND t.policy = $2
      ORDER BY t.first_id, t.id, s.bucket, s.subject_id
      """;

  private final Database database;

  EventLogStore(Database database) {
    this.database = database;
  }

  /** The journal of a run under a policy, some rows at a time. */
  Multi<List<Entry>> entries(UUID run, String policy) {
    return database
        .data()
        .getConnection()
        .onItem()
        .transformToMulti(
            connection -> entries(connection, run, policy).onTermination().call(connection::close));
  }

  private static Multi<List<Entry>> entries(SqlConnection connection, UUID run, String policy) {
    Tuple of = Tuple.of(run, policy);
    return connection
        .begin()
        .onItem()
        .transformToMulti(
            transaction ->
                Multi.createBy()
                    .concatenating()
                    .streams(rows(connection, RECORDS, of), rows(connection, PERSONS_OF_TABLES, of))
                    .onCompletion()
                    .call(transaction::commit));
  }

  private static Multi<List<Entry>> rows(SqlConnection connection, String sql, Tuple of) {
    return connection
        .prepare(sql)
        .map(statement -> statement.cursor(of))
        .onItem()
        .transformToMulti(
            cursor ->
                Multi.createBy()
                    .repeating()
                    .uni(() -> cursor.read(ROWS_PER_FETCH))
                    .whilst(rows -> cursor.hasMore())
                    .onTermination()
                    .call(cursor::close))
        .map(rows -> Columns.all(rows, EventLogStore::entry));
  }

  private static Entry entry(Row row) {
    return new Entry(
        row.getOffsetDateTime("at").toInstant(),
        row.getUUID("record_id"),
        row.getUUID("subject_id"),
        row.getInteger("policy_version"),
        row.getString("category"),
        row.getShort("rule"),
        row.getString("action"),
        row.getUUID("first_id"));
  }

  /**
   * A row of the journal, or a person of a time table.
   *
   * @param record null where a time table went as a whole
   * @param table the first id of such a time table
   */
  record Entry(
      Instant at,
      @Nullable UUID record,
      @Nullable UUID subject,
      int policyVersion,
      String category,
      int rule,
      String action,
      @Nullable UUID table) {}
}
