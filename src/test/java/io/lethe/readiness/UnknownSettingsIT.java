package io.lethe.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.ProductionProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnknownSettingsIT {

  @TempDir Path directory;

  @Test
  void misspeltSettingOfAFileRefusesTheStart() throws Exception {
    // Given
    Path file = directory.resolve("lethe.properties");
    Files.writeString(file, "lethe.retntion.batch-size=10\nlethe.time.max-skw=1s\n");

    // When
    try (ProductionProcess process =
        ProductionProcess.start(Map.of("smallrye.config.locations", file.toString()))) {
      int exit = process.awaitExit();

      // Then
      assertThat(exit).isNotZero();
      assertThat(process.output()).contains("lethe.retntion.batch-size", "lethe.time.max-skw");
    }
  }

  @Test
  void hoursThatCannotBeReadRefuseTheStart() throws Exception {
    // When
    try (ProductionProcess process =
        ProductionProcess.start(Map.of("lethe.retention.pace.hours", "22-6"))) {
      int exit = process.awaitExit();

      // Then
      assertThat(exit).isNotZero();
      assertThat(process.output())
          .contains("lethe.retention.pace.hours", "as 22:00-06:00")
          .doesNotContain("Flyway");
    }
  }
}
