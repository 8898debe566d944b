package io.lethe.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.lethe.RemoteApi;
import io.lethe.retention.RunState;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportTest {

  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  private final ByteArrayOutputStream results = new ByteArrayOutputStream();

  @Test
  void barShowsShareRowsRateAndTimeLeft() {
    assertThat(ProgressBar.draw(Views.running(500, 2_000)))
        .isEqualTo(
            "[#######-----------------------]  25% 500 / 2,000  1,500/s  1:02:05 left  RUNNING");
  }

  @Test
  void barWithoutACountSaysHowFarItIs() {
    assertThat(ProgressBar.draw(Views.queued()))
        .isEqualTo("[" + " ".repeat(30) + "]      0  QUEUED");
  }

  @Test
  void barOfARunWithNothingDueIsFull() {
    assertThat(ProgressBar.draw(Views.ended(RunState.COMPLETED, 0, 0)))
        .isEqualTo("[" + "#".repeat(30) + "] 100% 0 / 0  1,500/s  COMPLETED");
  }

  @Test
  void barIsRedrawnInPlaceAndItsResultStandsApart() {
    // Given
    ProgressBar bar = new ProgressBar(print(screen), print(results));

    // When
    bar.progress(Views.running(1_000_000, 2_000_000));
    bar.progress(Views.running(1, 2));
    bar.end(Views.ended(RunState.COMPLETED, 2_000, 1), ExitCode.INCOMPLETE);

    // Then
    List<String> drawn = List.of(text(screen).split("\r"));
    assertThat(drawn).hasSize(4);
    assertThat(drawn.get(2)).hasSameSizeAs(drawn.get(1));
    assertThat(text(screen)).containsOnlyOnce("\n").endsWith("\n");
    assertThat(text(results).lines())
        .containsExactly(
            "run "
                + Views.ID
                + " COMPLETED: destroyed 2,000, depersonalized 0, held 0, blocked 0, failed 1",
            "act " + Views.ACT);
  }

  @Test
  void resultSaysWhatWasLeftForOtherRuns() {
    // Given
    ProgressBar bar = new ProgressBar(print(screen), print(results));

    // When
    bar.end(Views.left(2_000, 1_000_000), ExitCode.COMPLETED);

    // Then
    assertThat(text(results).lines())
        .endsWith("left 1,000,000 for the runs until " + Views.AT.plus(Duration.ofDays(7)));
  }

  @Test
  void aLineIsWrittenForEachChangeAndTheLastHasTheExitCode() {
    // Given
    JsonMapper mapper =
        JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();
    JsonLines lines = new JsonLines(mapper, Clock.fixed(Views.AT, ZoneOffset.UTC), print(results));

    // When
    lines.progress(Views.queued());
    lines.progress(Views.queued());
    lines.progress(Views.running(5, 10));
    lines.end(Views.ended(RunState.COMPLETED, 10, 0), ExitCode.COMPLETED);

    // Then
    List<JsonNode> read = text(results).lines().map(RemoteApi::read).toList();
    assertThat(read)
        .extracting(line -> line.path("state").asText())
        .containsExactly("QUEUED", "RUNNING", "COMPLETED");
    assertThat(read).allMatch(line -> line.path("at").asText().equals(Views.AT.toString()));
    assertThat(read.get(1).path("destroyed").asInt()).isEqualTo(5);
    assertThat(read.get(1).has("exitCode")).isFalse();
    assertThat(read.get(2).path("exitCode").asInt(-1)).isZero();
    assertThat(read.get(2).path("acts").get(0).asText()).isEqualTo(Views.ACT.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "COMPLETED, 0, 0",
    "COMPLETED, 1, 5",
    "FAILED, 0, 4",
    "AWAITING_APPROVAL, 0, 6",
    "PAUSED, 0, 7",
    "CANCELLED, 0, 7",
    "RUNNING, 0, 8",
  })
  void exitCodeSaysHowTheRunEnded(RunState state, long failed, int code) {
    assertThat(ExitCode.of(Views.ended(state, 1, failed).run()).number()).isEqualTo(code);
  }

  private static PrintStream print(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
