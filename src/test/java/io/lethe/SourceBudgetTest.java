package io.lethe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The house's budget of lines. */
class SourceBudgetTest {

  private static final int LINES = 250;

  @ParameterizedTest
  @ValueSource(strings = {"src/main/java", "src/local/java"})
  void noSourceFileIsLongerThanItsBudget(String root) throws IOException {
    // When
    List<Path> tooLong;
    try (Stream<Path> files = Files.walk(Path.of(root))) {
      tooLong =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(SourceBudgetTest::isTooLong)
              .toList();
    }

    // Then
    assertThat(tooLong).isEmpty();
  }

  private static boolean isTooLong(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count() > LINES;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
