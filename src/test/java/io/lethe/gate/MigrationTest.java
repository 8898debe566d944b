package io.lethe.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Migrations that replicas of the build before them live through: those after the first release's.
 */
class MigrationTest {

  private static final Path DATA = Path.of("src/main/resources/db/main");
  private static final Path KEYS = Path.of("src/main/resources/db/keys");
  private static final int FIRST_RELEASE = 32;
  private static final int FIRST_RELEASE_OF_KEYS = 6;
  private static final Pattern VERSION = Pattern.compile("V(\\d+)(?:_\\d+)?__\\w+\\.sql");
  private static final Pattern TABLE = Pattern.compile("CREATE TABLE (\\w+)");
  private static final Pattern ENDS = Pattern.compile("end_builds_before\\((\\d+)\\);");

  /** What an older build may trip over: something is gone, has another name, or refuses. */
  private static final Pattern BREAKS =
      Pattern.compile(
          "\\b(DROP|RENAME|TRUNCATE|CREATE UNIQUE INDEX|ADD (CONSTRAINT|CHECK|UNIQUE|FOREIGN|PRIMARY)"
              + "|(SET DATA )?TYPE|SET NOT NULL|ADD EXCLUDE|REVOKE"
              + "|CREATE (OR REPLACE )?(CONSTRAINT )?TRIGGER)\\b"
              + "|\\bADD\\b(?=[^,;]*\\b(NOT NULL|CHECK)\\b)(?![^,;]*\\b(DEFAULT|GENERATED)\\b)",
          Pattern.CASE_INSENSITIVE);

  @Test
  void sessionsSayWhichMigrationTheyKnowOf() throws IOException {
    assertThat(Files.readString(Path.of("src/main/resources/application.properties")).lines())
        .contains(
            "quarkus.datasource.reactive.additional-properties.\"lethe.build\"="
                + GateRow.NEWEST_MIGRATION);
  }

  /** A build knows of whole numbers alone. */
  @Test
  void migrationsHaveWholeNumbersFromTheFirstReleaseOn() throws IOException {
    assertThat(files(DATA).stream().filter(file -> number(file) > FIRST_RELEASE))
        .allSatisfy(file -> assertThat(file.getFileName().toString()).matches("V\\d+__\\w+\\.sql"));
  }

  @Test
  void newestMigrationIsTheOneThatTheBuildSaysItKnows() throws IOException {
    assertThat(files(DATA).stream().mapToInt(MigrationTest::number).max())
        .hasValue(GateRow.NEWEST_MIGRATION);
  }

  @Test
  void migrationsSayWhatTheBuildBeforeThemDoesAndEndItWhereItCannotGoOn() throws IOException {
    for (Path file : files(DATA)) {
      if (number(file) > FIRST_RELEASE) {
        String text = Files.readString(file);
        assertThat(text).as("%s", file).containsPattern("(?m)^-- .*The build before it: ");
        if (breaks(text)) {
          assertThat(ended(text)).as("%s ends the builds before it", file).isEqualTo(number(file));
        }
      }
    }
  }

  @Test
  void migrationsOfTheKeysBreakNoBuild() throws IOException {
    for (Path file : files(KEYS)) {
      if (number(file) > FIRST_RELEASE_OF_KEYS) {
        String text = Files.readString(file);
        assertThat(text).as("%s", file).containsPattern("(?m)^-- .*The build before it: ");
        assertThat(breaks(text)).as("%s breaks the build before it", file).isFalse();
      }
    }
  }

  @Test
  void whatIsKnownToBreakIsFound() throws IOException {
    assertThat(
            Stream.of("V12", "V25", "V29", "V32")
                .map(MigrationTest::beginning)
                .filter(MigrationTest::breaks))
        .hasSize(4);
    assertThat(breaks("ALTER TABLE act ADD COLUMN place text NOT NULL;")).isTrue();
    assertThat(breaks("ALTER TABLE act ADD COLUMN place text NOT NULL DEFAULT '';")).isFalse();
    assertThat(breaks("ALTER TABLE act ADD price numeric(10,2) NOT NULL;")).isTrue();
    assertThat(breaks("CREATE OR REPLACE TRIGGER t BEFORE INSERT ON act")).isTrue();
    assertThat(breaks("CREATE TABLE t (type text CHECK (length(type) > 1));")).isFalse();
    assertThat(breaks("ALTER TABLE act ADD CHECK (length(trim(place)) > 1);")).isTrue();
    assertThat(breaks("CREATE TABLE t (i int); CREATE TRIGGER g BEFORE INSERT ON t;")).isFalse();
    assertThat(breaks("-- DROP nothing\nCREATE INDEX i ON act (at);")).isFalse();
  }

  private static boolean breaks(String text) {
    return BREAKS.matcher(outside(ownTriggers(text.replaceAll("--.*", "")))).find();
  }

  /** Without what is in parentheses, and in parentheses within them. */
  private static String outside(String text) {
    String rest = text.replaceAll("\\([^()]*\\)", "");
    return rest.equals(text) ? text : outside(rest);
  }

  /** Without the triggers of tables that it makes: no older build writes to these. */
  private static String ownTriggers(String text) {
    String rest = text;
    for (Matcher made = TABLE.matcher(text); made.find(); ) {
      rest = rest.replaceAll("CREATE TRIGGER [^;]* ON " + made.group(1) + "\\b[^;]*;", "");
    }
    return rest;
  }

  private static int ended(String text) {
    Matcher ends = ENDS.matcher(text);
    return ends.find() ? Integer.parseInt(ends.group(1)) : 0;
  }

  private static String beginning(String version) {
    try {
      Path file =
          files(DATA).stream()
              .filter(each -> each.getFileName().toString().startsWith(version + "__"))
              .findFirst()
              .orElseThrow();
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  private static int number(Path file) {
    Matcher name = VERSION.matcher(file.getFileName().toString());
    assertThat(name.matches()).as("%s", file).isTrue();
    return Integer.parseInt(name.group(1));
  }
}
