package io.lethe.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.Sql;
import io.lethe.TestPostgres;
import io.lethe.scale.Layout.Named;
import io.lethe.scale.Layout.Place;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The migration for Citus against the schema that all other migrations make. Citus itself is not
 * here: its functions are doubles, which note how they are called.
 */
class CitusLayoutTest {

  private static final Layout LAYOUT = Layout.read();

  private static final String DOUBLES =
      """
      CREATE TABLE pg_dist_partition (
        n serial, logicalrelid regclass PRIMARY KEY, distributed_by text, colocated_with text);
      CREATE FUNCTION create_distributed_table(
        table_name regclass, distribution_column text, colocate_with text) RETURNS void LANGUAGE sql
        AS 'INSERT INTO pg_dist_partition (logicalrelid, distributed_by, colocated_with)
            VALUES ($1, $2, $3)';
      CREATE FUNCTION create_reference_table(table_name regclass) RETURNS void LANGUAGE sql
        AS 'INSERT INTO pg_dist_partition (logicalrelid) VALUES ($1)';
      """;

  /** What docs/citus.md proposes for what Citus refuses: no triggers, one level of time tables. */
  private static final String MENDS =
      """
      DO $$
      DECLARE
        t record;
      BEGIN
        FOR t IN SELECT tgname, tgrelid::regclass AS relation FROM pg_trigger
            WHERE NOT tgisinternal AND tgparentid = 0 LOOP
          EXECUTE format('DROP TRIGGER %I ON %s', t.tgname, t.relation);
        END LOOP;
      END $$;
      ALTER TABLE every_record DETACH PARTITION record_timed;
      """;

  private static final String TABLES =
      """
      SELECT CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname || '.' END || c.relname
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND n.nspname IN ('public', 'depersonalized')
        AND NOT EXISTS (SELECT 1 FROM pg_inherits i WHERE i.inhrelid = c.oid
          AND i.inhparent IN ('erasure'::regclass, 'record_timed'::regclass))
      """;

  private static TestPostgres.Database schema;

  @BeforeAll
  static void migrate() {
    schema = TestPostgres.fresh();
    flyway(schema, "main").migrate();
  }

  @AfterAll
  static void drop() {
    schema.drop();
  }

  private static Flyway flyway(TestPostgres.Database database, String... locations) {
    return Flyway.configure()
        .dataSource("jdbc:" + database.url(), database.username(), database.password())
        .locations(
            List.of(locations).stream()
                .map(name -> "filesystem:src/main/resources/db/" + name)
                .toArray(String[]::new))
        .load();
  }

  @Test
  void everyTableIsInTheLayoutOnce() {
    try (Sql sql = Sql.open(schema)) {
      assertThat(LAYOUT.tables().stream().map(Named::table).toList())
          .containsExactlyInAnyOrderElementsOf(sql.column(TABLES));
    }
  }

  @Test
  void distributedTablesHaveTheirBucketInEveryKey() {
    try (Sql sql = Sql.open(schema)) {
      for (String table : LAYOUT.of(Place.DISTRIBUTED)) {
        assertThat(
                sql.column(
                    """
                    SELECT format_type(atttypid, NULL) || ' ' || attnotnull FROM pg_attribute
                    WHERE attrelid = '%s'::regclass AND attname = 'bucket' AND NOT atthasdef
                    """
                        .formatted(table)))
            .as("bucket of %s", table)
            .containsExactly("smallint true");
        assertThat(
                sql.column(
                    """
                    SELECT i.indexrelid::regclass FROM pg_index i
                    WHERE i.indrelid = '%1$s'::regclass AND i.indisunique AND NOT EXISTS (
                      SELECT 1 FROM pg_attribute a WHERE a.attrelid = i.indrelid
                        AND a.attname = 'bucket' AND a.attnum = ANY (i.indkey))
                    """
                        .formatted(table)))
            .as("unique indexes of %s without the bucket", table)
            .isEmpty();
      }
    }
  }

  /** Where a table has none, Citus moves its shards only while nobody writes. */
  @Test
  void onlyTheJournalHasNoPrimaryKey() {
    try (Sql sql = Sql.open(schema)) {
      assertThat(LAYOUT.of(Place.DISTRIBUTED))
          .filteredOn(
              table ->
                  sql.number(
                          "SELECT count(*) FROM pg_index WHERE indisprimary AND indrelid = '"
                              + table
                              + "'::regclass")
                      == 0)
          .containsExactly("erasure");
    }
  }

  @Test
  void noForeignKeyLeadsFromOrToADistributedTable() {
    try (Sql sql = Sql.open(schema)) {
      assertThat(
              sql.column(
                  "SELECT conrelid::regclass || ' to ' || confrelid::regclass FROM pg_constraint"
                      + " WHERE contype = 'f'"))
          .isNotEmpty()
          .allSatisfy(
              key -> assertThat(LAYOUT.of(Place.DISTRIBUTED)).doesNotContain(key.split(" to ")))
          .allSatisfy(
              key -> assertThat(LAYOUT.of(Place.REFERENCE)).doesNotContain(key.split(" to ")[0]));
    }
  }

  @Test
  void withoutCitusNothingIsSpread() {
    TestPostgres.Database database = schema.copy();
    try {
      assertThatThrownBy(() -> flyway(database, "main", "citus").migrate())
          .isInstanceOf(FlywayException.class)
          .hasMessageContaining("no extension citus");
    } finally {
      database.drop();
    }
  }

  @Test
  void whatCitusRefusesTodayIsSaidBeforeAnythingIsSpread() {
    TestPostgres.Database database = schema.copy();
    try (Sql sql = Sql.open(database)) {
      sql.execute(DOUBLES);

      assertThatThrownBy(() -> flyway(database, "main", "citus").migrate())
          .isInstanceOf(FlywayException.class)
          .hasMessageContaining("trigger gate on subject;")
          .hasMessageContaining("trigger export on hold;")
          .hasMessageContaining("record_timed is cut into tables, and a part of every_record");
      assertThat(sql.number("SELECT count(*) FROM pg_dist_partition")).isZero();
    } finally {
      database.drop();
    }
  }

  @Test
  void mendedSchemaIsSpreadOnce() {
    TestPostgres.Database database = schema.copy();
    try (Sql sql = Sql.open(database)) {
      // Given
      sql.execute(DOUBLES);
      sql.execute(MENDS);

      // When
      flyway(database, "main", "citus").migrate();

      // Then
      assertThat(
              sql.column(
                  "SELECT logicalrelid FROM pg_dist_partition"
                      + " WHERE distributed_by = 'bucket' ORDER BY n"))
          .containsExactlyInAnyOrderElementsOf(LAYOUT.of(Place.DISTRIBUTED))
          .startsWith("subject");
      assertThat(
              sql.column(
                  "SELECT DISTINCT colocated_with FROM pg_dist_partition WHERE distributed_by IS"
                      + " NOT NULL AND logicalrelid <> 'subject'::regclass"))
          .containsExactly("subject");
      assertThat(
              sql.column("SELECT logicalrelid FROM pg_dist_partition WHERE distributed_by IS NULL"))
          .containsExactlyInAnyOrderElementsOf(LAYOUT.of(Place.REFERENCE));

      // And what is spread stays as it is when the text has changed
      sql.begin().execute(Layout.script());
      assertThat(sql.number("SELECT count(*) FROM pg_dist_partition"))
          .isEqualTo(LAYOUT.of(Place.DISTRIBUTED).size() + LAYOUT.of(Place.REFERENCE).size());
    } finally {
      database.drop();
    }
  }

  /** Citus hashes the bucket again: 64 shards are not a bucket each. */
  @Test
  void bucketsShareShardsUntilEachIsIsolated() {
    try (Sql sql = Sql.open(schema)) {
      String shards =
          """
          SELECT %s FROM (SELECT count(*) AS n FROM generate_series(0, 63) AS b
            GROUP BY (hashint2(b::smallint)::bigint + 2147483648) / (4294967296 / 64)) s
          """;
      assertThat(sql.number(shards.formatted("count(*)"))).isEqualTo(39);
      assertThat(sql.number(shards.formatted("max(n)"))).isEqualTo(4);
    }
  }
}
