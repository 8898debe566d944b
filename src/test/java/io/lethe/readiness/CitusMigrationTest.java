package io.lethe.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Reader;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CitusMigrationTest {

  private record Database(boolean citus) implements DatabaseConfig {

    @Override
    public String url() {
      return "";
    }

    @Override
    public String username() {
      return "";
    }

    @Override
    public String password() {
      return "";
    }

    @Override
    public Optional<String> authorities() {
      return Optional.empty();
    }
  }

  /** A file of the build. */
  private static final class Script extends LoadableResource {
    private final String path;

    private Script(String path) {
      this.path = path;
    }

    @Override
    public Reader read() {
      return Reader.nullReader();
    }

    @Override
    public String getAbsolutePath() {
      return path;
    }

    @Override
    public String getAbsolutePathOnDisk() {
      return path;
    }

    @Override
    public String getFilename() {
      return path;
    }

    @Override
    public String getRelativePath() {
      return path;
    }
  }

  /** What the build has found. */
  private static final class Found implements ResourceProvider {
    private final List<LoadableResource> scripts =
        Stream.of("db/main/V1__spine.sql", "db/citus/R__citus.sql")
            .<LoadableResource>map(Script::new)
            .toList();

    @Override
    public LoadableResource getResource(String name) {
      return scripts.get(0);
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
      return scripts;
    }
  }

  @ParameterizedTest
  @CsvSource({"false, 1", "true, 2"})
  void tablesAreSpreadOnlyWhereASettingSaysSo(boolean citus, int scripts) {
    // Given
    FluentConfiguration flyway = new FluentConfiguration().resourceProvider(new Found());

    // When
    new CitusMigration(new Database(citus)).customize(flyway);

    // Then
    assertThat(flyway.getResourceProvider().getResources("", new String[0]))
        .hasSize(scripts)
        .anyMatch(script -> script.getAbsolutePath().startsWith("db/main/"));
  }
}
