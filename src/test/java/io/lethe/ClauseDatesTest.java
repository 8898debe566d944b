package io.lethe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every date that a clause writes is written in a test class that names the clause. */
class ClauseDatesTest {

  private static final Path CLAUSES = Path.of("docs", "clauses.md");
  private static final Path TESTS = Path.of("src", "test", "java");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| ([a-z]+-[a-z0-9.-]+) \\|(.+)$");
  private static final Pattern DATE = Pattern.compile("\\b([0-9]{4}-)?[0-9]{2}-[0-9]{2}\\b");
  private static final Pattern NAMED =
      Pattern.compile("@Clause\\((?:value = )?(\\{[^}]*}|\"[^\"]*\")\\)");

  @Test
  void everyDateOfAClauseIsAsserted() throws IOException {
    // Given
    Map<String, String> tests = testsByClause();
    Map<String, List<String>> missing = new TreeMap<>();

    // When
    int dates = 0;
    for (MatchResult row : ROW.matcher(Files.readString(CLAUSES)).results().toList()) {
      List<String> written = matches(DATE, row.group(2)).map(MatchResult::group).toList();
      dates += written.size();
      String test = tests.get(row.group(1));
      if (test != null) {
        List<String> absent = written.stream().filter(date -> !test.contains(date)).toList();
        if (!absent.isEmpty()) {
          missing.put(row.group(1), absent);
        }
      }
    }

    // Then
    assertThat(dates).isGreaterThan(60);
    assertThat(missing).isEmpty();
  }

  private static Map<String, String> testsByClause() throws IOException {
    Map<String, String> tests = new TreeMap<>();
    try (Stream<Path> files = Files.walk(TESTS)) {
      for (Path file : files.filter(any -> any.toString().endsWith("Test.java")).toList()) {
        String source = read(file);
        matches(NAMED, source)
            .flatMap(named -> matches(Pattern.compile("\"([^\"]+)\""), named.group(1)))
            .map(id -> id.group(1))
            .distinct()
            .forEach(id -> tests.merge(id, source, String::concat));
      }
    }
    return tests;
  }

  private static Stream<MatchResult> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
