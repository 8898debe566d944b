package io.lethe.sidecar;

import static io.lethe.sidecar.TestSpool.ALL;
import static io.lethe.sidecar.TestSpool.acknowledge;
import static io.lethe.sidecar.TestSpool.damage;
import static io.lethe.sidecar.TestSpool.files;
import static io.lethe.sidecar.TestSpool.items;
import static io.lethe.sidecar.TestSpool.left;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.SettableClock;
import io.lethe.crypto.SecretBytes;
import io.lethe.sidecar.SpoolSegment.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a spool knows of what was sent, and what is left of that on the disk. */
class SpoolPositionTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final SecretBytes key = SecretBytes.random(32);
  private final SettableClock clock = new SettableClock(NOW);

  @TempDir Path directory;

  private Spool open() throws IOException {
    return TestSpool.open(directory, key, clock);
  }

  private static Object file(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  @Test
  void positionIsWrittenInPlace() throws IOException {
    // Given
    Path position = directory.resolve("position");
    try (Spool spool = open()) {
      spool.append(items(0, 5));
      Object file = file(position);
      List<Path> before = files(directory, "");

      // When
      for (int i = 0; i < 4; i++) {
        spool.sending(spool.read(1, ALL).get(0));
        acknowledge(spool, 1);
      }

      // Then: no file was made, and none has grown
      assertThat(file(position)).isEqualTo(file);
      assertThat(Files.size(position)).isEqualTo(8192);
      assertThat(files(directory, "")).isEqualTo(before);
    }
    try (Spool spool = open()) {
      assertThat(left(spool)).containsExactly(4L);
    }
  }

  @Test
  void killAtAnyByteOfAWriteLeavesTheOneBefore() throws IOException {
    // Given: two writes, of which the last is in the second block or in the first
    for (int writes : List.of(2, 3)) {
      Path made = directory.resolve("of-" + writes);
      try (Spool spool = TestSpool.open(made, key, clock)) {
        spool.append(items(0, 9));
        for (int i = 0; i < writes; i++) {
          acknowledge(spool, 1);
        }
      }
      byte[] whole = Files.readAllBytes(made.resolve("position"));
      int last = (writes + 1) % 2 * 4096;

      for (int torn = 0; torn < 60; torn++) {
        // When
        byte[] bytes = whole.clone();
        bytes[last + torn] ^= 1;
        Files.write(made.resolve("position"), bytes);

        // Then
        try (Spool spool = TestSpool.open(made, key, clock)) {
          assertThat(spool.items()).isEqualTo(9 - writes + 1);
        }
      }
    }
  }

  @Test
  void timeOfTheFirstSendingIsKept() throws IOException {
    // Given: two are about to be sent, and one more a day later
    Instant first = NOW.plus(Duration.ofDays(1));
    try (Spool spool = open()) {
      spool.append(items(0, 4));
      clock.pass(Duration.ofDays(1));
      spool.sending(spool.read(2, ALL).get(1));
      clock.pass(Duration.ofDays(1));
      spool.sending(spool.read(3, ALL).get(2));
    }

    // When
    try (Spool spool = open()) {
      List<Entry> entries = spool.read(ALL, ALL);

      // Then
      assertThat(spool.sentSince(entries.get(0))).isEqualTo(first);
      assertThat(spool.sentSince(entries.get(2))).isEqualTo(first);
      assertThat(spool.sentSince(entries.get(3))).isEqualTo(clock.instant());

      // When: all of them are acknowledged, it begins anew
      spool.acknowledge(entries.get(2));
      clock.pass(Duration.ofDays(1));
      spool.sending(entries.get(3));
      clock.pass(Duration.ofDays(1));
      assertThat(spool.sentSince(entries.get(3))).isEqualTo(NOW.plus(Duration.ofDays(3)));
    }
  }

  @Test
  void whereThePositionIsLostEachMayHaveBeenSentWhenItWasAccepted() throws IOException {
    // Given
    try (Spool spool = open()) {
      spool.append(items(0, 2));
    }
    damage(directory.resolve("position"), 4096);
    damage(directory.resolve("position"), 0);

    // When
    try (Spool spool = open()) {
      spool.append(items(2, 3));

      // Then
      List<Entry> entries = spool.read(ALL, ALL);
      assertThat(spool.sentSince(entries.get(1))).isEqualTo(Instant.ofEpochMilli(1));
      assertThat(spool.sentSince(entries.get(2))).isEqualTo(clock.instant());
    }
  }

  @Test
  void nothingThatWasSentStaysWhenNothingComes() throws IOException {
    // Given
    try (Spool spool = open()) {
      spool.append(items(0, 1));
      acknowledge(spool, 1);
      assertThat(files(directory, ".spool")).hasSize(1);

      // When, Then: asked after the append, and once more
      spool.idle();
      assertThat(files(directory, ".spool")).hasSize(1);
      spool.idle();
      assertThat(files(directory, ".spool")).isEmpty();
      spool.append(items(1, 2));
      spool.idle();
      spool.idle();
      assertThat(left(spool)).containsExactly(1L);
    }
  }

  @Test
  void nothingThatWasSentStaysAfterAStartOrAnEnd() throws IOException {
    // Given: a kill after the last acknowledgement
    Path killed = directory.resolve("killed");
    try (Spool spool = open()) {
      spool.append(items(0, 1));
      acknowledge(spool, 1);
      Files.createDirectory(killed);
      for (Path file : files(directory, "")) {
        if (Files.isRegularFile(file)) {
          Files.copy(file, killed.resolve(file.getFileName()));
        }
      }

      // When, Then
      spool.removeSent();
      assertThat(files(directory, ".spool")).isEmpty();
    }
    assertThat(files(killed, ".spool")).hasSize(1);
    try (Spool spool = TestSpool.open(killed, key, clock)) {
      assertThat(files(killed, ".spool")).isEmpty();
      spool.append(items(1, 2));
      assertThat(left(spool)).containsExactly(1L);
    }
  }

  @Test
  void largeFileGoesAtOnce() throws IOException {
    try (Spool spool = open()) {
      // Given
      spool.append(List.of(new SpoolItem(SpoolItem.Kind.RECORD, 1, new byte[300_000])));

      // When
      acknowledge(spool, 1);

      // Then
      assertThat(files(directory, ".spool")).isEmpty();
      assertThat(spool.bytes()).isZero();
    }
  }

  @Test
  void secretIsReplacedWhileItemsWait() throws IOException {
    // Given: items under the secret of before, some of them acknowledged
    SecretBytes other = SecretBytes.random(32);
    try (Spool spool = open()) {
      spool.append(items(0, 3));
      acknowledge(spool, 1);
    }

    // When
    try (Spool spool = TestSpool.open(directory, SpoolKeys.of(other, key), clock)) {
      spool.append(items(3, 5));
      assertThat(left(spool)).containsExactly(1L, 2L, 3L, 4L);
      assertThatThrownBy(this::open).isInstanceOf(IOException.class);
      acknowledge(spool, 2);
    }

    // Then: nothing needs the one of before any more
    try (Spool spool = TestSpool.open(directory, other, clock)) {
      assertThat(left(spool)).containsExactly(3L, 4L);
    }
    assertThatThrownBy(this::open).isInstanceOf(SpoolSegment.WrongKey.class);
  }

  @Test
  void filesOfAnotherDirectoryAreOfAnotherKey() throws IOException {
    // Given
    Path refused = directory.resolve("refused");
    SpoolKeys keys = SpoolKeys.of(key);
    try (Spool spool = open();
        Spool other = Spool.open(refused, keys.of("refused"), Spool.SEGMENT, Clock.systemUTC())) {
      spool.append(items(0, 3));
      other.append(items(0, 3));
      acknowledge(other, 2);
    }

    // When
    Files.copy(
        refused.resolve("position"),
        directory.resolve("position"),
        StandardCopyOption.REPLACE_EXISTING);

    // Then: it says nothing here
    try (Spool spool = open()) {
      assertThat(left(spool)).containsExactly(0L, 1L, 2L);
    }
    Files.copy(
        files(refused, ".spool").get(0),
        directory.resolve("00000000000000ff.spool"),
        StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(this::open).isInstanceOf(SpoolSegment.WrongKey.class);
  }
}
