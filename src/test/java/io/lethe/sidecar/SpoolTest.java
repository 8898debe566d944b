package io.lethe.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.crypto.SecretBytes;
import io.lethe.sidecar.SpoolItem.Kind;
import io.lethe.sidecar.SpoolSegment.Entry;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {

  private static final int ALL = Integer.MAX_VALUE;

  private final SecretBytes key = SecretBytes.random(32);

  @TempDir Path directory;

  private static SpoolItem item(int i) {
    return new SpoolItem(Kind.RECORD, i, ("{\"n\":" + i + "}").getBytes(StandardCharsets.UTF_8));
  }

  private static List<SpoolItem> items(int from, int to) {
    return IntStream.range(from, to).mapToObj(SpoolTest::item).toList();
  }

  private static List<String> texts(List<Entry> entries) {
    return entries.stream()
        .map(entry -> new String(entry.item().json(), StandardCharsets.UTF_8))
        .toList();
  }

  private static List<String> expected(int from, int to) {
    return items(from, to).stream()
        .map(item -> new String(item.json(), StandardCharsets.UTF_8))
        .toList();
  }

  private static List<Path> files(Path of) throws IOException {
    try (Stream<Path> all = Files.list(of)) {
      return all.filter(file -> file.toString().endsWith(".spool")).sorted().toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> all = Files.list(from)) {
      for (Path file : all.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  @Test
  void itemsComeInTheirOrderUntilTheyAreAcknowledged() throws IOException {
    // Given
    try (Spool spool = TestSpool.open(directory, key)) {
      spool.append(items(0, 3));
      spool.append(items(3, 5));

      // When, Then
      assertThat(texts(spool.read(ALL, ALL))).isEqualTo(expected(0, 5));
      assertThat(texts(spool.read(2, ALL))).isEqualTo(expected(0, 2));
      assertThat(texts(spool.read(ALL, 1))).isEqualTo(expected(0, 1));
      assertThat(spool.items()).isEqualTo(5);
      spool.acknowledge(spool.read(2, ALL).get(1));
      assertThat(texts(spool.read(ALL, ALL))).isEqualTo(expected(2, 5));
      assertThat(spool.items()).isEqualTo(3);
    }
  }

  @Test
  void itemsOfAnotherKindWaitForTheNextBatch() throws IOException {
    // Given
    SpoolItem event = new SpoolItem(Kind.EVENT, 7, new byte[] {'{', '}'});
    try (Spool spool = TestSpool.open(directory, key)) {
      spool.append(List.of(item(0), item(1), event, item(2)));

      // When
      List<Entry> first = spool.read(ALL, ALL);
      spool.acknowledge(first.get(first.size() - 1));
      List<Entry> second = spool.read(ALL, ALL);

      // Then
      assertThat(texts(first)).isEqualTo(expected(0, 2));
      assertThat(second).hasSize(1);
      assertThat(second.get(0).item().kind()).isEqualTo(Kind.EVENT);
      assertThat(second.get(0).item().at()).isEqualTo(7);
    }
  }

  @Test
  void startGoesOnWhereTheLastOneEnded() throws IOException {
    // Given
    try (Spool spool = TestSpool.open(directory, key)) {
      spool.append(items(0, 4));
      spool.acknowledge(spool.read(2, ALL).get(1));
    }

    // When
    try (Spool spool = TestSpool.open(directory, key)) {
      spool.append(items(4, 5));

      // Then
      assertThat(texts(spool.read(ALL, ALL))).isEqualTo(expected(2, 5));
    }
  }

  @Test
  void killAtAnyByteLosesNothingThatWasAcknowledgedToACaller() throws IOException {
    // Given: three items that callers know of, and two whose write is cut off anywhere
    Path whole = directory.resolve("whole");
    long known;
    List<Long> ends = new ArrayList<>();
    try (Spool spool = TestSpool.open(whole, key)) {
      spool.append(items(0, 3));
      known = Files.size(files(whole).get(0));
      spool.append(items(3, 5));
      spool.read(ALL, ALL).forEach(entry -> ends.add(entry.end()));
    }
    long size = Files.size(files(whole).get(0));

    for (long cut = known; cut <= size; cut++) {
      // When
      Path killed = directory.resolve("cut-" + cut);
      copy(whole, killed);
      try (FileChannel file = FileChannel.open(files(killed).get(0), StandardOpenOption.WRITE)) {
        file.truncate(cut);
      }
      int complete = 0;
      for (long end : ends) {
        complete += end <= cut ? 1 : 0;
      }

      // Then
      try (Spool spool = TestSpool.open(killed, key)) {
        assertThat(texts(spool.read(ALL, ALL))).isEqualTo(expected(0, complete));
        spool.append(items(9, 10));
        assertThat(texts(spool.read(ALL, ALL)))
            .hasSize(complete + 1)
            .endsWith(expected(9, 10).get(0));
      }
      try (Spool spool = TestSpool.open(killed, key)) {
        assertThat(spool.read(ALL, ALL)).hasSize(complete + 1);
      }
    }
  }

  @Test
  void killWhileAFileIsMadeLeavesNothing() throws IOException {
    // Given
    Path whole = directory.resolve("whole");
    try (Spool spool = TestSpool.open(whole, key)) {
      spool.append(items(7, 8));
    }

    for (int cut = 0; cut <= SpoolSegment.HEAD; cut++) {
      // When
      Path killed = directory.resolve("head-" + cut);
      copy(whole, killed);
      try (FileChannel file = FileChannel.open(files(killed).get(0), StandardOpenOption.WRITE)) {
        file.truncate(cut);
      }

      // Then
      try (Spool spool = TestSpool.open(killed, key)) {
        spool.append(items(0, 1));
        assertThat(texts(spool.read(ALL, ALL))).isEqualTo(expected(0, 1));
      }
    }
  }

  @Test
  void entryThatAnybodyHasChangedIsNeverReadAndCostsNoOther() throws IOException {
    // Given
    Path whole = directory.resolve("whole");
    long second;
    try (Spool spool = TestSpool.open(whole, key)) {
      spool.append(items(0, 2));
      second = spool.read(1, ALL).get(0).end();
    }
    byte[] bytes = Files.readAllBytes(files(whole).get(0));

    for (int i = SpoolSegment.HEAD; i < bytes.length; i++) {
      // When
      Path changed = directory.resolve("changed-" + i);
      copy(whole, changed);
      byte[] other = bytes.clone();
      other[i] ^= 1;
      Files.write(files(changed).get(0), other);

      // Then
      try (Spool spool = TestSpool.open(changed, key)) {
        List<String> left = i < second ? expected(1, 2) : expected(0, 1);
        assertThat(texts(spool.read(ALL, ALL))).as("byte %d", i).isEqualTo(left);
      }
    }
  }

  @Test
  void lostPositionSendsAgainAndLosesNothing() throws IOException {
    // Given
    try (Spool spool = TestSpool.open(directory, key)) {
      spool.append(items(0, 4));
      spool.acknowledge(spool.read(2, ALL).get(1));
    }
    Files.write(directory.resolve("position"), new byte[3]);

    // When
    try (Spool spool = TestSpool.open(directory, key)) {
      // Then
      assertThat(texts(spool.read(ALL, ALL))).isEqualTo(expected(0, 4));
    }
  }

  @Test
  void filesGoWhenAllOfThemIsAcknowledged() throws IOException {
    // Given: two megabytes an item
    byte[] large = new byte[2 * 1024 * 1024];
    try (Spool spool = TestSpool.open(directory, key)) {
      for (int i = 0; i < 7; i++) {
        spool.append(List.of(new SpoolItem(Kind.RECORD, i, large)));
      }
      assertThat(files(directory)).hasSize(4);

      // When
      for (int i = 0; i < 5; i++) {
        Entry first = spool.read(1, ALL).get(0);
        assertThat(first.item().at()).isEqualTo(i);
        spool.acknowledge(first);
      }

      // Then
      assertThat(files(directory)).hasSize(2);
      assertThat(spool.items()).isEqualTo(2);
      spool.acknowledge(spool.read(ALL, ALL).get(1));
      assertThat(spool.bytes()).isLessThan(1000);
      assertThat(spool.read(ALL, ALL)).isEmpty();
      spool.append(items(0, 1));
      assertThat(texts(spool.read(ALL, ALL))).isEqualTo(expected(0, 1));
    }
  }

  @Test
  void damagedFileIsSetAsideAndTheOthersGoOn() throws IOException {
    // Given
    byte[] large = new byte[2 * 1024 * 1024];
    try (Spool spool = TestSpool.open(directory, key)) {
      for (int i = 0; i < 5; i++) {
        spool.append(List.of(new SpoolItem(Kind.RECORD, i, large)));
      }
    }
    Path first = files(directory).get(0);
    byte[] bytes = Files.readAllBytes(first);
    bytes[bytes.length - 1] ^= 1;
    Files.write(first, bytes);

    // When
    try (Spool spool = TestSpool.open(directory, key)) {
      List<Entry> left = spool.read(ALL, ALL);
      spool.acknowledge(left.get(left.size() - 1));

      // Then
      assertThat(left).extracting(entry -> entry.item().at()).containsExactly(0L, 2L, 3L, 4L);
      assertThat(Path.of(first + ".damaged")).exists();
    }
  }

  @Test
  void otherKeyRefusesTheStartAndDropsNothing() throws IOException {
    // Given
    try (Spool spool = TestSpool.open(directory, key)) {
      spool.append(items(0, 1));
    }

    // When, Then
    assertThatThrownBy(() -> TestSpool.open(directory, SecretBytes.random(32)))
        .isInstanceOf(SpoolSegment.WrongKey.class);
    try (Spool spool = TestSpool.open(directory, key)) {
      assertThat(texts(spool.read(ALL, ALL))).isEqualTo(expected(0, 1));
    }
  }

  @Test
  void twoProcessesNeverHaveOneSpool() throws IOException {
    // Given
    try (Spool spool = TestSpool.open(directory, key)) {
      // When, Then
      assertThatThrownBy(() -> TestSpool.open(directory, key)).isInstanceOf(IOException.class);
      assertThat(spool.items()).isZero();
    }
  }

  @Test
  void filesShowNothingOfTheItems() throws IOException {
    // Given
    String marker = "marker-9c1";
    try (Spool spool = TestSpool.open(directory, key)) {
      spool.append(List.of(new SpoolItem(Kind.RECORD, 1, marker.getBytes(StandardCharsets.UTF_8))));
    }

    // Then
    for (Path file : files(directory)) {
      assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain(marker);
    }
  }
}
