package io.lethe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code docs/native.md} says of dependencies, against those of the packaged artifact. */
class NativeDependenciesIT {

  private static final Pattern NAME = Pattern.compile("`([^`]+)`");
  private static final String HEAD = "| jars |";

  /** The names in the first column of the table. */
  private static List<String> reviewed() throws IOException {
    return Files.readAllLines(Path.of("docs", "native.md")).stream()
        .dropWhile(line -> !line.startsWith(HEAD))
        .takeWhile(line -> line.startsWith("|"))
        .map(row -> row.split("\\|")[1])
        .flatMap(cell -> NAME.matcher(cell).results().map((MatchResult name) -> name.group(1)))
        .toList();
  }

  private static List<String> jars() throws IOException {
    try (Stream<Path> files = Files.walk(Artifact.JARS.resolve("lib"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".jar"))
          .toList();
    }
  }

  @Test
  void everyJarIsReviewedAndNothingElse() throws IOException {
    // Given
    List<String> reviewed = reviewed();
    List<String> jars = jars();

    // Then
    assertThat(jars)
        .hasSizeGreaterThan(100)
        .allSatisfy(jar -> assertThat(reviewed).anyMatch(jar::startsWith));
    assertThat(reviewed).allSatisfy(name -> assertThat(jars).anyMatch(jar -> jar.startsWith(name)));
  }
}
