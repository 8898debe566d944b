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
import io.lethe.sidecar.SpoolItem.Kind;
import io.lethe.sidecar.SpoolSegment.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a spool of which something is missing. */
class SpoolDamageTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final SecretBytes key = SecretBytes.random(32);
  private final SettableClock clock = new SettableClock(NOW);

  @TempDir Path directory;

  private Spool open() throws IOException {
    return TestSpool.open(directory, key, clock);
  }

  /** The place of an item in the only file. */
  private static long place(Spool spool, int item) throws IOException {
    List<Entry> entries = spool.read(ALL, ALL);
    return item == 0 ? SpoolSegment.HEAD : entries.get(item - 1).end();
  }

  private static List<Long> without(long missing, long to) {
    return LongStream.range(0, to).filter(i -> i != missing).boxed().toList();
  }

  @Test
  void damageInTheOnlyFileCostsNoOtherEntry() throws IOException {
    // Given
    long place;
    try (Spool spool = open()) {
      spool.append(items(0, 900));
      place = place(spool, 3);
    }
    damage(files(directory, ".spool").get(0), place + 20);

    // When
    try (Spool spool = open()) {
      spool.append(items(900, 910));

      // Then: it is counted, and set aside when the others are sent
      assertThat(left(spool)).isEqualTo(without(3, 910));
      assertThat(spool.damaged()).isEqualTo(1);
      assertThat(files(directory, ".spool")).hasSize(2);
      acknowledge(spool, ALL);
      assertThat(spool.items()).isZero();
      assertThat(spool.damaged()).isEqualTo(1);
      assertThat(files(directory, ".damaged")).hasSize(1);
      assertThat(spool.bytes()).isGreaterThan(Files.size(files(directory, ".damaged").get(0)));
    }
  }

  @Test
  void damageWhileItIsOpenIsPassed() throws IOException {
    // Given
    try (Spool spool = open()) {
      spool.append(items(0, 10));
      long place = place(spool, 4);
      Path file = files(directory, ".spool").get(0);

      // When
      damage(file, place + 2);

      // Then
      assertThat(left(spool)).isEqualTo(without(4, 10));
      acknowledge(spool, ALL);
      spool.removeSent();
      assertThat(files(directory, ".damaged")).hasSize(1);
    }
  }

  @Test
  void endThatIsDamagedWhileItIsOpenIsWaitedForByNobody() throws IOException {
    // Given
    try (Spool spool = open()) {
      spool.append(items(0, 10));
      damage(files(directory, ".spool").get(0), place(spool, 9) + 20);

      // When
      acknowledge(spool, ALL);
      spool.append(items(10, 11));

      // Then
      assertThat(left(spool)).containsExactly(10L);
      assertThat(spool.items()).isEqualTo(1);
    }
  }

  @Test
  void bytesBetweenEntriesArePassed() throws IOException {
    // Given: more than is looked at with one read
    long place;
    try (Spool spool = open()) {
      spool.append(items(0, 3));
      place = place(spool, 1);
    }
    Path file = files(directory, ".spool").get(0);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, (int) place));
    Files.write(file, new byte[200_001], StandardOpenOption.APPEND);
    Files.write(
        file,
        java.util.Arrays.copyOfRange(bytes, (int) place, bytes.length),
        StandardOpenOption.APPEND);

    // When, Then
    try (Spool spool = open()) {
      assertThat(left(spool)).containsExactly(0L, 1L, 2L);
    }
  }

  @Test
  void damagedFileGoesAfterItsTerm() throws IOException {
    // Given
    try (Spool spool = open()) {
      spool.append(items(0, 3));
      damage(files(directory, ".spool").get(0), place(spool, 1) + 20);
      acknowledge(spool, ALL);
      spool.removeSent();

      // When, Then
      clock.pass(Duration.ofDays(7));
      spool.sweepDamaged(clock.instant().minus(Duration.ofDays(7)));
      assertThat(spool.damaged()).isEqualTo(1);
      clock.pass(Duration.ofSeconds(1));
      spool.sweepDamaged(clock.instant().minus(Duration.ofDays(7)));
      assertThat(spool.damaged()).isZero();
      assertThat(spool.bytes()).isZero();
    }
  }

  @Test
  void appendThatFailsLeavesNothingAndTheNextGoesOn() throws IOException {
    // Given
    try (Spool spool = open()) {
      spool.append(items(0, 3));

      // When: the file is closed under the write
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> spool.append(items(3, 5))).isInstanceOf(IOException.class);
      assertThat(Thread.interrupted()).isTrue();

      // Then
      assertThat(left(spool)).containsExactly(0L, 1L, 2L);
      spool.append(items(5, 7));
      assertThat(left(spool)).containsExactly(0L, 1L, 2L, 5L, 6L);
    }
    try (Spool spool = open()) {
      assertThat(left(spool)).containsExactly(0L, 1L, 2L, 5L, 6L);
      assertThat(spool.damaged()).isZero();
    }
  }

  @Test
  void whatWasRefusedAndCouldNotBeCutOffIsNeverRead() throws IOException {
    // Given: entries 3 and 4 stay in the file, though their caller was refused
    Path other = directory.resolve("other");
    try (Spool spool = TestSpool.open(other, key, clock)) {
      spool.append(items(0, 3));
      spool.append(items(3, 5));
    }
    Path refused = files(other, ".spool").get(0);
    SpoolKeys keys = SpoolKeys.of(key).of("spool");
    SpoolSegment.create(other, keys, 4).close();

    // When: another file begins with the number of the first of them
    try (Spool spool = TestSpool.open(other, key, clock)) {
      spool.append(List.of(new SpoolItem(Kind.EVENT, 9, new byte[] {'{', '}'})));

      // Then
      assertThat(left(spool)).containsExactly(0L, 1L, 2L);
      acknowledge(spool, ALL);
      assertThat(left(spool)).containsExactly(9L);
      assertThat(spool.damaged()).isZero();
      assertThat(refused).doesNotExist();
    }
  }
}
