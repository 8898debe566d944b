package io.lethe.scale;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Where each table is in a cluster, as the migration for Citus has it. */
record Layout(List<Named> tables) {

  /** The migration. */
  static final Path SCRIPT = Path.of("src/main/resources/db/citus/R__citus.sql");

  private static final Pattern LINE = Pattern.compile("\\('([\\w.]+)', '([A-Z]+)'\\)[,;]");

  /** What the comment of the migration says of each. */
  enum Place {
    DISTRIBUTED,
    REFERENCE,
    LOCAL,
    PARTITION
  }

  /** A table as it is named; with its schema where that is not {@code public}. */
  record Named(String table, Place place) {}

  static Layout read() {
    return new Layout(
        LINE.matcher(script())
            .results()
            .map(line -> new Named(line.group(1), Place.valueOf(line.group(2))))
            .toList());
  }

  static String script() {
    try {
      return Files.readString(SCRIPT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> of(Place place) {
    return tables.stream().filter(named -> named.place() == place).map(Named::table).toList();
  }
}
