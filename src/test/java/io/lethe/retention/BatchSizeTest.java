package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** How many rows a batch takes. */
class BatchSizeTest {

  private static final CategoryRef BUYERS = new CategoryRef("shop", "buyer");

  private static BatchSize sizes() {
    return new BatchSize(5_000, Duration.ofSeconds(1), Optional::empty, 16_777_216);
  }

  /** Batches whose rows take so long, and have so many bytes, each. */
  private static int after(BatchSize sizes, int batches, Duration each, long bytes) {
    for (int i = 0; i < batches; i++) {
      int rows = sizes.next(BUYERS);
      sizes.took(BUYERS, rows, rows * bytes, each.multipliedBy(rows));
    }
    return sizes.next(BUYERS);
  }

  @Test
  void batchBeginsSmallAndGrowsByAFifthAtMost() {
    // Given
    BatchSize sizes = sizes();
    assertThat(sizes.next(BUYERS)).isEqualTo(500);

    // Then
    int before = 500;
    for (int i = 0; i < 5; i++) {
      int next = after(sizes, 1, Duration.ofNanos(1_000), 100);
      assertThat(next).isGreaterThan(before).isLessThanOrEqualTo((int) (before * 1.2) + 1);
      before = next;
    }
    assertThat(after(sizes, 50, Duration.ofNanos(1_000), 100)).isEqualTo(5_000);
  }

  @Test
  void batchHasAsManyRowsAsFitIntoItsTime() {
    // A second for rows of a millisecond
    assertThat(after(sizes(), 50, Duration.ofMillis(1), 100)).isEqualTo(1_000);
  }

  @Test
  void batchTakesLessTimeWhileOthersAreAnswered() {
    // Given rows of a millisecond
    AtomicReference<Optional<Duration>> beside = new AtomicReference<>(Optional.empty());
    BatchSize sizes = new BatchSize(5_000, Duration.ofSeconds(1), beside::get, 16_777_216);
    assertThat(after(sizes, 50, Duration.ofMillis(1), 100)).isEqualTo(1_000);

    // Then it shrinks at once, and grows again by a fifth at most
    beside.set(Optional.of(Duration.ofMillis(200)));
    assertThat(after(sizes, 1, Duration.ofMillis(1), 100)).isEqualTo(200);
    beside.set(Optional.empty());
    assertThat(after(sizes, 1, Duration.ofMillis(1), 100)).isEqualTo(241);
  }

  @Test
  void batchBesideOthersIsNotAllOverhead() {
    // Given rows of five milliseconds, of which forty take 0.2 s
    Optional<Duration> beside = Optional.of(Duration.ofMillis(200));
    BatchSize sizes = new BatchSize(5_000, Duration.ofSeconds(1), () -> beside, 16_777_216);

    // Then
    assertThat(after(sizes, 50, Duration.ofMillis(5), 100)).isEqualTo(100);
    assertThat(after(sizes, 50, Duration.ofMillis(50), 100)).isEqualTo(20);
  }

  @Test
  void batchHasAsManyRowsAsFitIntoItsBytes() {
    // A mebibyte for rows of four kibibytes
    BatchSize sizes = new BatchSize(5_000, Duration.ofSeconds(1), Optional::empty, 1_048_576);
    assertThat(after(sizes, 50, Duration.ofNanos(1_000), 4_096)).isEqualTo(256);
  }

  @Test
  void batchShrinksAtOnceWhereRowsAreSlowAndIsNeverEmpty() {
    // Given one that has grown
    BatchSize sizes = sizes();
    assertThat(after(sizes, 50, Duration.ofNanos(1_000), 100)).isEqualTo(5_000);

    // When
    int next = after(sizes, 1, Duration.ofMillis(10), 100);

    // Then
    assertThat(next).isLessThan(400);
    assertThat(after(sizes, 50, Duration.ofMinutes(1), 100)).isEqualTo(10);
  }

  @Test
  void batchThatWasNearlyEmptySaysNothing() {
    // Given
    BatchSize sizes = sizes();
    // When
    sizes.took(BUYERS, 10, 1_000, Duration.ofSeconds(5));
    // Then
    assertThat(sizes.next(BUYERS)).isEqualTo(500);
  }

  @Test
  void everyCategoryHasASizeOfItsOwn() {
    // Given
    BatchSize sizes = sizes();
    // When
    after(sizes, 20, Duration.ofMillis(10), 100);
    // Then
    assertThat(sizes.next(new CategoryRef("shop", "visitor"))).isEqualTo(500);
  }
}
