package io.lethe.act;

import io.lethe.database.Columns;
import io.lethe.database.Database;
import io.lethe.subject.SubjectColumns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The journal of what was destroyed and depersonalized: one terminal row per record. */
@ApplicationScoped
public class ErasureStore {

  private final Database database;
  private final Set<YearMonth> months = ConcurrentHashMap.newKeySet();

  ErasureStore(Database database) {
    this.database = database;
  }

  /** Makes the partition of the month of {@code at} if it is not there. */
  public Uni<Void> ensureMonth(Instant at) {
    YearMonth month = YearMonth.from(at.atOffset(ZoneOffset.UTC));
    if (months.contains(month)) {
      return Uni.createFrom().voidItem();
    }
    return database
        .data()
        .preparedQuery("SELECT erasure_month($1)::text")
        .execute(Tuple.of(Columns.utc(at)))
        .invoke(() -> months.add(month))
        .replaceWithVoid();
  }

  /** Makes sure anew: a database that was failed over may have lost what it had answered. */
  public void forgetMonths() {
    months.clear();
  }

  /** Writes a row for each record, in the transaction that removed it. */
  public Uni<Void> journal(SqlConnection connection, Scope scope, List<Erased> erased, Instant at) {
    return connection
        .preparedQuery(
            """
            INSERT INTO erasure (at, bucket, record_id, subject_id, policy, policy_version,
              category, rule, action, run_id, protected_by)
            SELECT $7, i.bucket, i.id, i.subject_id, $8, i.version, $9, i.rule, i.action, $10,
              i.protected_by
            FROM unnest($1::smallint[], $2::uuid[], $3::uuid[], $4::int[], $5::smallint[],
              $6::text[], $11::int[]) AS i(bucket, id, subject_id, version, rule, action,
              protected_by)
            """)
        .execute(
            SubjectColumns.of(erased.stream().map(Erased::record).toList())
                .addArrayOfUUID(Columns.of(erased, Erased::subject, new UUID[0]))
                .addArrayOfInteger(Columns.of(erased, Erased::policyVersion, new Integer[0]))
                .addArrayOfShort(Columns.of(erased, e -> (short) e.rule(), new Short[0]))
                .addArrayOfString(Columns.of(erased, Erased::action, new String[0]))
                .addOffsetDateTime(Columns.utc(at))
                .addString(scope.policy())
                .addString(scope.category())
                .addUUID(scope.run())
                .addArrayOfInteger(Columns.of(erased, Erased::protectedBy, new Integer[0])))
        .replaceWithVoid();
  }

  /** The policies that a run has acted under. */
  public Uni<List<String>> policies(UUID run) {
    return database
        .data()
        .preparedQuery(
            "SELECT policy FROM erasure WHERE run_id = $1"
                + " UNION SELECT policy FROM erasure_table WHERE run_id = $1 ORDER BY policy")
        .execute(Tuple.of(run))
        .map(
            rows -> {
              List<String> policies = new ArrayList<>();
              rows.forEach(row -> policies.add(row.getString("policy")));
              return policies;
            });
  }

  /**
   * Counts of a run under a policy, by versions, category, rule and action. Each person's rows are
   * taken together first: their keys are sorted as numbers, where those of the groups are compared
   * one after the other.
   */
  Uni<List<Group>> groups(UUID run, String policy) {
    return database
        .data()
        .preparedQuery(
            """
            SELECT protected_by, policy_version, category, rule, action, false AS tables,
              sum(n)::bigint AS records, count(subject_id) AS subjects, min(first) AS first,
              max(last) AS last
            FROM (
              SELECT subject_id, COALESCE(protected_by, policy_version) AS protected_by,
                policy_version, category, rule, action, count(*) AS n, min(at) AS first,
                max(at) AS last
              FROM erasure WHERE run_id = $1 AND policy = $2
              GROUP BY subject_id, COALESCE(protected_by, policy_version), policy_version, category,
                rule, action) AS one
            GROUP BY protected_by, policy_version, category, rule, action
            UNION ALL
            SELECT protected_by, policy_version, category, rule, 'DESTROY', true, sum(records),
              sum(subjects), min(at), max(at)
            FROM erasure_table_part WHERE run_id = $1 AND policy = $2
            GROUP BY protected_by, policy_version, category, rule
            ORDER BY category, action, policy_version, rule, 1, tables
            """)
        .execute(Tuple.of(run, policy))
        .map(
            rows -> {
              List<Group> groups = new ArrayList<>();
              rows.forEach(row -> groups.add(group(row)));
              return groups;
            });
  }

  /** Number of data keys that a run ended under a policy. */
  Uni<Long> keys(UUID run, String policy) {
    return database
        .data()
        .preparedQuery(
            "SELECT COALESCE(sum(cardinality(key_ids)), 0) AS n FROM key_erasure"
                + " WHERE run_id = $1 AND policy = $2 AND destroyed_at IS NOT NULL")
        .execute(Tuple.of(run, policy))
        .map(rows -> rows.iterator().next().getLong("n"));
  }

  private static Group group(Row row) {
    return new Group(
        row.getInteger("protected_by"),
        row.getInteger("policy_version"),
        row.getString("category"),
        row.getShort("rule"),
        row.getString("action"),
        row.getBoolean("tables"),
        row.getLong("records"),
        row.getLong("subjects"),
        row.getOffsetDateTime("first").toInstant(),
        row.getOffsetDateTime("last").toInstant());
  }

  /** Where a batch acts. */
  public record Scope(UUID run, String policy, String category) {}

  /**
   * A record that is gone.
   *
   * @param subject null for what depersonalization had left
   * @param protectedBy the version whose fields and methods the record had
   * @param policyVersion the version whose rule was carried out
   * @param rule index in the retention list of that version's category
   * @param action DESTROY or DEPERSONALIZE
   */
  public record Erased(
      UUID record,
      @Nullable UUID subject,
      int protectedBy,
      int policyVersion,
      int rule,
      String action) {}

  /**
   * Counts of one rule.
   *
   * @param protectedBy the version of the records
   * @param policyVersion the version of the rule
   * @param tables whether they went with their time tables; a person counts for each table
   */
  record Group(
      int protectedBy,
      int policyVersion,
      String category,
      int rule,
      String action,
      boolean tables,
      long records,
      long subjects,
      Instant first,
      Instant last) {}
}
