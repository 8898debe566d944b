package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErasureFileTest {

  private static final Instant AT = Instant.parse("2026-04-10T12:00:00Z");
  private static final UUID RUN = UUID.randomUUID();

  @TempDir Path directory;

  private static Journalled row(Instant at) {
    return new Journalled(
        UUID.randomUUID(), UUID.randomUUID(), "express", "app_user", 1, 1, 0, "DESTROY", at);
  }

  private Path written(List<Journalled> rows) throws IOException {
    try (ErasureFile.Writer writer = new ErasureFile.Writer(directory, RUN)) {
      writer.append(rows);
      writer.finish();
    }
    return ErasureFile.of(directory, RUN);
  }

  @Test
  void rowsAreReadInPartsAfterTheWholeWasVerified() throws IOException {
    // Given
    List<Journalled> rows = Stream.generate(() -> row(AT)).limit(5).toList();
    Path file = written(rows);

    // When
    try (ErasureReader reader = new ErasureReader(file)) {

      // Then
      assertThatThrownBy(() -> reader.next(3)).isInstanceOf(IllegalStateException.class);
      assertThat(reader.verified(AT.minusSeconds(1))).isEqualTo(5);
      assertThat(reader.next(3)).isEqualTo(rows.subList(0, 3));
      assertThat(reader.next(3)).isEqualTo(rows.subList(3, 5));
      assertThat(reader.next(3)).isEmpty();
      assertThat(reader.verified(AT)).isZero();
    }
    assertThat(ErasureReader.told(file)).isEqualTo(5);
  }

  @Test
  void changedOrShortenedJournalIsNotWhole() throws IOException {
    // Given
    Path file = written(List.of(row(AT), row(AT)));
    String text = Files.readString(file);
    List<String> broken =
        List.of(
            "",
            text.replace("DESTROY", "DEPERSONALIZE"),
            text.substring(text.indexOf('\n') + 1),
            text.substring(0, text.length() - 8),
            text + text);

    for (String each : broken) {
      // When
      Files.writeString(file, each);

      // Then
      try (ErasureReader reader = new ErasureReader(file)) {
        assertThatThrownBy(() -> reader.verified(Instant.EPOCH))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining(file.getFileName().toString());
      }
    }
    Files.writeString(file, text.substring(0, text.indexOf('\n') + 1));
    assertThatThrownBy(() -> ErasureReader.told(file)).hasMessageContaining("not whole");
  }

  @Test
  void directoryThatIsNotThereIsNamedAndNotMade() {
    // Given
    Path absent = directory.resolve("absent");

    // Then
    assertThatThrownBy(() -> ErasureDirectory.open(absent, AT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("lethe.export.directory")
        .hasMessageContaining("mount");
    assertThatThrownBy(() -> new ErasureFile.Writer(absent, RUN))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(absent).doesNotExist();
  }

  @Test
  void onlyWhatAKilledExportLeftLongAgoIsRemoved() throws IOException {
    // Given
    Path old = Files.createFile(directory.resolve("erasures1.tmp"));
    Path young = Files.createFile(directory.resolve("erasures2.tmp"));
    Path other = Files.createFile(directory.resolve("other.tmp"));
    Path journal = written(List.of(row(AT)));
    for (Path file : List.of(old, other, journal)) {
      Files.setLastModifiedTime(file, FileTime.from(AT.minus(Duration.ofDays(2))));
    }
    Files.setLastModifiedTime(young, FileTime.from(AT.minus(Duration.ofHours(2))));

    // When
    List<Path> found = ErasureDirectory.open(directory, AT);

    // Then
    assertThat(found).containsExactly(journal);
    assertThat(old).doesNotExist();
    assertThat(List.of(young, other, journal)).allMatch(Files::exists);
  }
}
