package io.lethe.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoggedExceptionsTest {

  private static final Path MAIN = Path.of("src", "main");

  /**
   * A first argument that is an exception by its name, and not what {@link Redacted} left of it.
   */
  private static final Pattern FOREIGN =
      Pattern.compile("LOG\\s*\\.\\w+\\(\\s*(failure|thrown|cause|error|e)\\s*[,)]");

  @ParameterizedTest
  @ValueSource(strings = {"console", "file", "syslog", "socket"})
  void everyHandlerDropsTheMessagesOfForeignExceptions(String handler) throws IOException {
    // Given
    Properties settings = new Properties();
    try (InputStream in =
        Files.newInputStream(MAIN.resolve(Path.of("resources", "application.properties")))) {
      settings.load(in);
    }

    // Then
    assertThat(settings.getProperty("quarkus.log." + handler + ".filter"))
        .isEqualTo("thrown-messages");
  }

  @Test
  void noSourceLogsAnExceptionWithItsMessage() throws IOException {
    try (Stream<Path> sources = Files.walk(MAIN.resolve("java"))) {
      // When
      List<Path> found =
          sources
              .filter(path -> path.toString().endsWith(".java"))
              .filter(path -> FOREIGN.matcher(text(path)).find())
              .toList();

      // Then
      assertThat(found).isEmpty();
    }
  }

  private static String text(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
