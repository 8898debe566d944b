package io.lethe.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.ProductionProcess;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MissingSettingsIT {

  private static final String[] NEEDED = {
    "lethe.database.url",
    "lethe.database.username",
    "lethe.database.password",
    "lethe.keys.keystore.path",
    "lethe.keys.keystore.password",
    "lethe.oidc.issuer",
  };

  @Test
  void productionNamesEveryMissingSettingAtOnce() throws Exception {
    // When
    try (ProductionProcess process = ProductionProcess.start(Map.of())) {
      int exit = process.awaitExit();

      // Then
      assertThat(exit).isNotZero();
      assertThat(process.output()).contains(NEEDED).doesNotContain("Flyway");
    }
  }

  @Test
  void productionNamesTheOneThatIsMissingBeforeItTouchesTheDatabase() throws Exception {
    // Given
    Map<String, String> settings =
        Map.of(
            "lethe.database.url", "postgresql://127.0.0.1:1/none",
            "lethe.database.username", "nobody",
            "lethe.database.password", "secret-7f3a",
            "lethe.keys.keystore.path", "/nowhere",
            "lethe.oidc.issuer", "http://127.0.0.1:1");

    // When
    try (ProductionProcess process = ProductionProcess.start(settings)) {
      int exit = process.awaitExit();

      // Then
      assertThat(exit).isNotZero();
      assertThat(process.output())
          .contains("lethe.keys.keystore.password")
          .doesNotContain("Flyway", "Connection", "secret-7f3a");
    }
  }

  @Test
  void unreachableDatabaseIsNamedAsTheCause() throws Exception {
    // Given
    Map<String, String> settings =
        Map.of(
            "lethe.database.url", "postgresql://127.0.0.1:1/none",
            "lethe.database.username", "nobody",
            "lethe.database.password", "secret-7f3a",
            "lethe.keys.keystore.path", "/nowhere",
            "lethe.keys.keystore.password", "secret-7f3a",
            "lethe.oidc.issuer", "http://127.0.0.1:1");

    // When
    try (ProductionProcess process = ProductionProcess.start(settings)) {
      int exit = process.awaitExit();

      // Then
      assertThat(exit).isNotZero();
      assertThat(process.output()).contains("127.0.0.1:1 refused").doesNotContain("secret-7f3a");
    }
  }
}
