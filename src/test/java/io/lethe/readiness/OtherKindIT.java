package io.lethe.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.KeystoreFile;
import io.lethe.OidcDouble;
import io.lethe.ProductionProcess;
import io.lethe.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OtherKindIT {

  @TempDir Path directory;

  @Test
  void databaseOfTheOtherKindIsRefusedBeforeAnythingActs() throws Exception {
    // Given
    TestPostgres.Database database = TestPostgres.fresh();
    try (OidcDouble issuer = OidcDouble.start()) {
      Map<String, String> settings =
          new HashMap<>(
              ProductionProcess.settings(database, issuer, KeystoreFile.create(directory)));
      try (ProductionProcess first = ProductionProcess.start(settings)) {
        first.awaitReady().kill();
      }
      execute(database, "DELETE FROM retention_run");
      execute(database, "UPDATE database_stamp SET kind = 'LOCAL'");

      // When
      try (ProductionProcess process = ProductionProcess.start(settings)) {
        int exit = process.awaitExit();

        // Then
        assertThat(exit).isNotZero();
        assertThat(process.output()).contains("DATABASE_OF_OTHER_KIND");
        assertThat(runs(database)).isZero();
      }
    } finally {
      database.drop();
    }
  }

  private static long runs(TestPostgres.Database database) throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM retention_run")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static void execute(TestPostgres.Database database, String sql) throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
