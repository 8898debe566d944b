package io.lethe.scale;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.Sql;
import io.lethe.TestPostgres;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Nothing that a database executes escapes the log, and nothing of another is in it. */
class StatementLogTest {

  @Test
  void statementsOfFunctionsAndTriggersAreWrittenDown() {
    TestPostgres.Database database = TestPostgres.fresh();
    TestPostgres.Database other = TestPostgres.fresh();
    try (Sql sql = Sql.open(database);
        Sql elsewhere = Sql.open(other)) {
      // Given
      sql.execute("CREATE TABLE a (i int); CREATE TABLE b (i int)");
      sql.execute(
          """
          CREATE FUNCTION twice() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN
            INSERT INTO b VALUES (NEW.i);
            RETURN NULL;
          END $$;
          CREATE TRIGGER twice AFTER INSERT ON a FOR EACH ROW EXECUTE FUNCTION twice()
          """);

      // When
      Set<String> statements;
      try (StatementLog log = StatementLog.open(database)) {
        sql.execute("INSERT INTO a\n  VALUES (1)");
        elsewhere.execute("CREATE TABLE c AS SELECT 1");
        statements = log.read().keySet();
      }
      sql.execute("INSERT INTO a VALUES (2)");

      // Then
      assertThat(statements)
          .contains("INSERT INTO a VALUES (1)", "INSERT INTO b VALUES (NEW.i)")
          .noneMatch(statement -> statement.contains("TABLE c"));
    } finally {
      database.drop();
      other.drop();
    }
  }
}
