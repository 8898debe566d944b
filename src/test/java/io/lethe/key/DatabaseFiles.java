package io.lethe.key;

import io.lethe.Sql;
import io.lethe.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of a database, as whoever has the disk or a physical backup sees them. */
final class DatabaseFiles {

  private DatabaseFiles() {}

  /** Whether a text is in any of them; written values are not, until a checkpoint. */
  static boolean contain(TestPostgres.Database database, String text) {
    Path directory = directory(database);
    try (Stream<Path> files = Files.list(directory)) {
      return files.anyMatch(file -> read(file).contains(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path directory(TestPostgres.Database database) {
    try (Sql sql = Sql.open(database)) {
      sql.execute("CHECKPOINT");
      List<String> place =
          sql.column(
              "SELECT current_setting('data_directory') || '/base/' || oid FROM pg_database"
                  + " WHERE datname = current_database()");
      return Path.of(place.get(0));
    }
  }

  /** A character a byte. */
  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
