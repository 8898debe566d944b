package io.lethe.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.Beside;
import io.lethe.crypto.SecretBytes;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.lethe.sidecar.SpoolItem.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolWriterTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int ALL = Integer.MAX_VALUE;

  private final SecretBytes key = SecretBytes.random(32);

  @TempDir Path directory;

  private static SpoolItem item(int i, int length) {
    return new SpoolItem(Kind.RECORD, i, ByteBuffer.allocate(length).putInt(i).array());
  }

  private static void append(SpoolWriter writer, List<SpoolItem> items) {
    writer.append(items).await().atMost(PATIENCE);
  }

  @Test
  void whatManyBringAtOnceIsThereOnce() throws IOException {
    // Given
    try (Spool spool = TestSpool.open(directory, key);
        SpoolWriter writer = new SpoolWriter(spool, ALL)) {
      // When
      List<CompletableFuture<Void>> brought = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        int n = i;
        brought.add(Beside.run(() -> append(writer, List.of(item(2 * n, 8), item(2 * n + 1, 8)))));
      }
      brought.forEach(CompletableFuture::join);

      // Then: those of a caller stand together
      List<Long> read = spool.read(ALL, ALL).stream().map(entry -> entry.item().at()).toList();
      assertThat(read).hasSize(1000);
      assertThat(new TreeSet<>(read)).hasSize(1000);
      for (int i = 0; i < 1000; i += 2) {
        assertThat(read.get(i + 1)).isEqualTo(read.get(i) + 1);
      }
    }
  }

  @Test
  @ProducesCode(ErrorCode.SPOOL_FULL)
  void fullSpoolRefusesUntilSomethingIsSent() throws IOException {
    // Given: room for one of them
    try (Spool spool = TestSpool.open(directory, key);
        SpoolWriter writer = new SpoolWriter(spool, 600_000)) {
      append(writer, List.of(item(1, 400_000)));

      // When, Then
      assertThatThrownBy(() -> append(writer, List.of(item(2, 10), item(3, 400_000))))
          .satisfies(Problems.carries(ErrorCode.SPOOL_FULL));
      assertThat(spool.items()).isEqualTo(1);
      append(writer, List.of(item(4, 10)));
      spool.acknowledge(spool.read(ALL, ALL).get(1));
      append(writer, List.of(item(5, 400_000)));
      assertThat(spool.items()).isEqualTo(1);
    }
  }

  @Test
  @ProducesCode(ErrorCode.SPOOL_UNAVAILABLE)
  void diskThatFailsAcceptsNothing() throws IOException {
    // Given
    Spool spool = TestSpool.open(directory, key);
    try (SpoolWriter writer = new SpoolWriter(spool, ALL)) {
      spool.close();

      // When, Then
      assertThatThrownBy(() -> append(writer, List.of(item(1, 10))))
          .satisfies(Problems.carries(ErrorCode.SPOOL_UNAVAILABLE));
      assertThat(writer.failing()).isTrue();
    }
  }

  @Test
  void errorOfAnyKindIsAnsweredAndEndsNothing() throws IOException {
    // Given: items that fail when they are written
    List<SpoolItem> failing =
        new AbstractList<>() {
          private int asked;

          @Override
          public SpoolItem get(int index) {
            return item(1, 10);
          }

          @Override
          public int size() {
            return 1;
          }

          @Override
          public Stream<SpoolItem> stream() {
            asked++;
            if (asked > 1) {
              throw new OutOfMemoryError("of a test");
            }
            return super.stream();
          }
        };
    try (Spool spool = TestSpool.open(directory, key);
        SpoolWriter writer = new SpoolWriter(spool, ALL)) {
      // When, Then
      assertThatThrownBy(() -> append(writer, failing))
          .satisfies(Problems.carries(ErrorCode.SPOOL_UNAVAILABLE));
      assertThat(writer.failing()).isTrue();
      append(writer, List.of(item(2, 10)));
      assertThat(writer.failing()).isFalse();
      assertThat(TestSpool.left(spool)).containsExactly(2L);
    }
  }

  @Test
  void whatWaitsInMemoryForTheDiskIsBounded() throws Exception {
    // Given: a disk that takes nothing for a while, and one caller alone
    try (Spool spool = TestSpool.open(directory, key);
        SpoolWriter writer = new SpoolWriter(spool, ALL)) {
      SpoolItem large = item(1, 9 * 1024 * 1024);
      CompletableFuture<Void> first;
      synchronized (spool) {
        first = writer.append(List.of(large)).subscribeAsCompletionStage();

        // When, Then
        assertThatThrownBy(() -> append(writer, List.of(large)))
            .satisfies(Problems.carries(ErrorCode.SPOOL_FULL));
      }
      first.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      append(writer, List.of(item(2, 17 * 1024 * 1024)));
      assertThat(spool.items()).isEqualTo(2);
    }
  }
}
