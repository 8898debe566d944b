package io.lethe.sidecar;

import static io.lethe.sidecar.TestSpool.ALL;
import static io.lethe.sidecar.TestSpool.files;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.SettableClock;
import io.lethe.crypto.SecretBytes;
import io.lethe.sidecar.SpoolItem.Kind;
import io.lethe.sidecar.SpoolRefused.Refusal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolRefusedTest {

  private static final long LIMIT = 80_000;
  private static final Duration KEPT = Duration.ofDays(7);

  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final SecretBytes key = SecretBytes.random(32);

  @TempDir Path directory;
  private Spool spool;
  private SpoolRefused refused;

  @BeforeEach
  void open() throws IOException {
    spool =
        Spool.open(directory, SpoolKeys.of(key).of("refused"), LIMIT / SpoolRefused.PARTS, clock);
    refused = new SpoolRefused(spool, LIMIT, KEPT, clock);
  }

  @AfterEach
  void close() throws IOException {
    refused.close();
  }

  /** An item whose first byte is its number. */
  private static Refusal refusal(int number, int length) {
    byte[] json = new byte[length];
    json[0] = (byte) number;
    return new Refusal(new SpoolItem(Kind.RECORD, 1, json), "FORBIDDEN");
  }

  private List<Integer> kept() throws IOException {
    return spool.read(ALL, ALL).stream().map(entry -> (int) entry.item().json()[0]).toList();
  }

  @Test
  void termCountsFromTheRefusal() throws IOException {
    // Given: one each four days, and an hour's sweep after each
    refused.keep(List.of(refusal(1, 10)));
    refused.sweep();
    clock.pass(Duration.ofDays(4));
    refused.keep(List.of(refusal(2, 10)));
    refused.sweep();

    // When, Then
    clock.pass(Duration.ofDays(3));
    refused.sweep();
    assertThat(kept()).containsExactly(1, 2);
    clock.pass(Duration.ofHours(1));
    refused.sweep();
    assertThat(kept()).containsExactly(2);
    assertThat(files(directory, ".spool")).hasSize(1);
    clock.pass(Duration.ofDays(4));
    refused.sweep();
    assertThat(kept()).isEmpty();
    assertThat(files(directory, ".spool")).isEmpty();
    assertThat(refused.bytes()).isZero();
  }

  @Test
  void oldestGoesWhereThereIsNoRoom() throws IOException {
    // Given, When
    for (int i = 0; i < 100; i++) {
      refused.keep(List.of(refusal(i, 3_000)));

      // Then
      assertThat(refused.bytes()).isLessThanOrEqualTo(LIMIT);
    }
    assertThat(kept()).hasSizeGreaterThan(15).endsWith(97, 98, 99).doesNotContain(0, 1, 2);
    assertThat(refused.items()).isEqualTo(kept().size());
  }

  @Test
  void manyAtOnceAndOneThatIsTooLongStayWithinTheLimit() throws IOException {
    // Given
    List<Refusal> many =
        java.util.stream.IntStream.range(0, 100).mapToObj(i -> refusal(i, 3_000)).toList();

    // When
    refused.keep(many);
    refused.keep(List.of(refusal(101, 100_000), refusal(102, 10)));

    // Then
    assertThat(refused.bytes()).isLessThanOrEqualTo(LIMIT);
    assertThat(kept()).endsWith(102).doesNotContain(101);
  }
}
