package io.lethe.scale;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.RemoteApi;
import io.lethe.Sql;
import io.lethe.TestPostgres;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether a plan says of which buckets a statement speaks, however it was written. */
class PlanTest {

  private static final Set<String> DISTRIBUTED =
      Set.of("record", "record_timed", "subject", "blind_index", "hold_record");

  private static TestPostgres.Database database;

  @BeforeAll
  static void migrate() {
    database = TestPostgres.fresh();
    Flyway.configure()
        .dataSource("jdbc:" + database.url(), database.username(), database.password())
        .locations("filesystem:src/main/resources/db/main")
        .load()
        .migrate();
    try (Sql sql = Sql.open(database)) {
      sql.execute("SELECT time_table_open('p', 'c', '2026-01-01', '2026-01-01', '2026-01-02')");
    }
  }

  @AfterAll
  static void drop() {
    database.drop();
  }

  private static Plan plan(String statement) {
    try (Sql sql = Sql.open(database)) {
      String json = sql.column("EXPLAIN (VERBOSE, FORMAT JSON) " + statement).get(0);
      return new Plan(RemoteApi.read(json).get(0).get("Plan"));
    }
  }

  private static boolean isDistributed(String relation) {
    return DISTRIBUTED.contains(relation) || relation.startsWith("record_timed_");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM record WHERE bucket = 3::smallint AND subject_id = gen_random_uuid()",
        "SELECT * FROM every_record r WHERE 3 = r.bucket",
        "SELECT * FROM record r JOIN subject s ON s.bucket = r.bucket AND s.id = r.subject_id"
            + " WHERE r.bucket = 3",
        "UPDATE subject SET banned = true WHERE bucket = 3",
        "SELECT EXISTS (SELECT 1 FROM every_record e WHERE e.bucket = 3::smallint)",
      })
  void statementOfOneBucketIsKnown(String statement) {
    Plan plan = plan(statement);
    assertThat(plan.withoutBucket(PlanTest::isDistributed)).isEmpty();
    assertThat(plan.isOfOneBucket(PlanTest::isDistributed)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM record WHERE bucket = ANY ('{1,2}'::smallint[])",
        "DELETE FROM every_record r USING unnest('{1}'::smallint[], '{}'::uuid[]) AS i(bucket, id)"
            + " WHERE r.bucket = i.bucket AND r.id = i.id",
        "SELECT * FROM unnest('{1}'::smallint[]) AS b(bucket) CROSS JOIN LATERAL (SELECT * FROM"
            + " record r WHERE r.bucket = b.bucket LIMIT 5 FOR UPDATE SKIP LOCKED) AS x",
        "SELECT * FROM record r WHERE (r.bucket, r.id) IN"
            + " (SELECT * FROM unnest('{1}'::smallint[], '{}'::uuid[]))",
        "SELECT * FROM generate_series(0, 63) AS b(bucket) WHERE EXISTS (SELECT 1 FROM"
            + " every_record r WHERE r.bucket = b.bucket::smallint)",
        "SELECT * FROM unnest('{1}'::smallint[]) AS b(bucket) JOIN subject s ON s.bucket = b.bucket"
            + " WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.bucket = s.bucket)",
        "SELECT i.id, EXISTS (SELECT 1 FROM record r WHERE r.bucket = i.bucket"
            + " AND r.subject_id = i.id) FROM unnest('{1}'::smallint[], '{}'::uuid[])"
            + " AS i(bucket, id)",
        "SELECT * FROM hold x JOIN every_record r ON r.bucket = x.bucket"
            + " AND r.subject_id = x.subject_id",
      })
  void statementOfSeveralBucketsIsKnown(String statement) {
    Plan plan = plan(statement);
    assertThat(plan.withoutBucket(PlanTest::isDistributed)).isEmpty();
    assertThat(plan.isOfOneBucket(PlanTest::isDistributed)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT count(*) FROM subject",
        "SELECT * FROM record WHERE bucket > 3",
        "SELECT * FROM every_record WHERE (bucket, id) > (3, gen_random_uuid()) ORDER BY bucket,"
            + " id",
        "SELECT * FROM blind_index b JOIN record r ON r.bucket = b.bucket AND r.id = b.record_id"
            + " WHERE b.token = ''",
        "SELECT * FROM unnest('{}'::uuid[]) AS i(id) JOIN record r ON r.id = i.id",
        "DELETE FROM record WHERE bucket = 3 AND id IN (SELECT record_id FROM hold_record)",
        "SELECT * FROM record r WHERE r.bucket = 3 AND EXISTS"
            + " (SELECT 1 FROM subject s WHERE s.id = r.subject_id)",
      })
  void statementThatLeavesATableWithoutItsBucketIsFound(String statement) {
    assertThat(plan(statement).withoutBucket(PlanTest::isDistributed)).isNotEmpty();
  }
}
