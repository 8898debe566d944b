package io.lethe.sidecar;

import static io.lethe.sidecar.TestSpool.ALL;
import static io.lethe.sidecar.TestSpool.acknowledge;
import static io.lethe.sidecar.TestSpool.files;
import static io.lethe.sidecar.TestSpool.items;
import static io.lethe.sidecar.TestSpool.left;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.SettableClock;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.sidecar.SpoolRefused.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolsTest {

  private static final Duration KEPT = Duration.ofDays(7);

  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));

  @TempDir Path directory;
  private Settings settings;

  @BeforeEach
  void secrets() throws IOException {
    Files.write(directory.resolve("key"), secret(1));
    settings = new Settings(directory, KEPT);
  }

  private static byte[] secret(int first) {
    byte[] secret = new byte[32];
    secret[0] = (byte) first;
    return secret;
  }

  private Spools open() {
    return Spools.open(settings, clock);
  }

  private static Refusal refusal() {
    return new Refusal(TestSpool.item(5), "FORBIDDEN");
  }

  @Test
  void termHasALimit() {
    for (Duration kept : List.of(Duration.ofDays(14).plusSeconds(1), Duration.ofSeconds(-1))) {
      settings = new Settings(directory, kept);
      assertThatThrownBy(this::open).satisfies(Problems.carries(ErrorCode.SIDECAR_INVALID));
    }
  }

  @Test
  void shortSecretIsRefused() throws IOException {
    Files.write(directory.resolve("key"), new byte[31]);

    assertThatThrownBy(this::open).satisfies(Problems.carries(ErrorCode.SIDECAR_INVALID));
  }

  @Test
  void secretOfBeforeOpensWhatWasSealedUnderIt() throws IOException {
    // Given: the file of the secret of before is named, and missing
    try (Spools spools = open()) {
      spools.spool().append(items(0, 2));
      spools.refused().keep(List.of(refusal()));
    }

    // When, Then
    Files.write(directory.resolve("key"), secret(2));
    assertThatThrownBy(this::open).satisfies(Problems.carries(ErrorCode.SPOOL_UNAVAILABLE));
    Files.write(directory.resolve("previous"), secret(1));
    try (Spools spools = open()) {
      assertThat(left(spools.spool())).containsExactly(0L, 1L);
      assertThat(spools.refused().items()).isEqualTo(1);
    }
  }

  @Test
  void whatWasRefusedIsSentOnceMoreWhenSomebodyAsksForIt() throws IOException {
    // Given
    try (Spools spools = open()) {
      spools.spool().append(items(0, 1));
      spools.refused().keep(List.of(refusal()));

      // When nobody asks, or says nothing
      spools.resend();
      ask("\n");
      spools.resend();

      // Then
      assertThat(spools.refused().items()).isEqualTo(1);

      // When
      ask("mended on 3 March");
      spools.resend();

      // Then
      assertThat(spools.spool().read(ALL, ALL)).hasSize(2);
      assertThat(spools.refused().items()).isZero();
      assertThat(files(directory.resolve("spool/refused"), ".spool")).isEmpty();
    }
  }

  @Test
  void requestIsFollowedOnceWhateverStartsAgain() throws IOException {
    // Given: one that came while nothing ran
    try (Spools spools = open()) {
      spools.refused().keep(List.of(refusal()));
    }
    ask("first");
    try (Spools spools = open()) {
      assertThat(spools.refused().items()).isZero();
      spools.refused().keep(List.of(refusal()));
      spools.resend();
    }

    // When, Then
    try (Spools spools = open()) {
      assertThat(spools.refused().items()).isEqualTo(1);
      ask("second");
      spools.resend();
      assertThat(spools.refused().items()).isZero();
      assertThat(spools.spool().read(ALL, ALL)).hasSize(2);
    }
  }

  private void ask(String text) throws IOException {
    Files.writeString(directory.resolve("resend"), text);
  }

  @Test
  void termEndsWhileTheProcessDoesNotRunToo() throws IOException {
    // Given
    try (Spools spools = open()) {
      spools.refused().keep(List.of(refusal()));
    }

    // When
    clock.pass(KEPT.plusSeconds(1));

    // Then
    try (Spools spools = open()) {
      assertThat(spools.refused().items()).isZero();
      assertThat(spools.refused().bytes()).isZero();
    }
  }

  @Test
  void endLeavesNothingThatWasSent() throws IOException {
    // When
    try (Spools spools = open()) {
      spools.spool().append(items(0, 2));
      acknowledge(spools.spool(), 2);
    }

    // Then
    assertThat(files(directory.resolve("spool"), ".spool")).isEmpty();
  }

  private record Settings(Path in, Duration refusedKept) implements SidecarConfig.Spool {

    @Override
    public Optional<Path> directory() {
      return Optional.of(in.resolve("spool"));
    }

    @Override
    public Optional<Path> keyFile() {
      return Optional.of(in.resolve("key"));
    }

    @Override
    public Optional<Path> previousKeyFile() {
      return Optional.of(in.resolve("previous"));
    }

    @Override
    public Optional<Path> resendFile() {
      return Optional.of(in.resolve("resend"));
    }

    @Override
    public long size() {
      return 1 << 20;
    }

    @Override
    public Duration sendEvery() {
      return Duration.ofMillis(10);
    }

    @Override
    public int batch() {
      return 3;
    }

    @Override
    public Duration drain() {
      return Duration.ofSeconds(10);
    }
  }
}
