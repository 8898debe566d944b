package io.lethe.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.retention.RunInput;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {

  @Test
  void everyOptionIsRead() {
    assertThat(
            parse(
                "retention run --policy sens --category mandatory --dry-run"
                    + " --as-of 2026-11-30T21:00:00Z --at-once --json --timeout 30m"))
        .isEqualTo(
            new Arguments.Pass(
                new RunInput(
                    "sens", "mandatory", true, Instant.parse("2026-11-30T21:00:00Z"), false),
                true,
                Optional.of(Duration.ofMinutes(30))));
  }

  @Test
  void runWithoutOptionsIsOverEverythingAndActs() {
    assertThat(parse("retention run"))
        .isEqualTo(
            new Arguments.Pass(new RunInput(null, null, false, null), false, Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource({"90s, PT1M30S", "2h, PT2H", "PT1H30M, PT1H30M", "1h30m, PT1H30M", "P1D, PT24H"})
  void timeoutIsADuration(String given, Duration expected) {
    assertThat(parse("retention run --timeout " + given))
        .isInstanceOfSatisfying(
            Arguments.Pass.class, pass -> assertThat(pass.timeout()).contains(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "retention",
        "retention walk",
        "run retention",
        "retention run now",
        "retention run --fast",
        "retention run --policy",
        "retention run --policy --dry-run",
        "retention run --category mandatory",
        "retention run --as-of yesterday",
        "retention run --timeout soon",
        "retention run --timeout 0s",
        "retention run --timeout -5m",
        "retention run --version",
        "verify",
        "verify --act a --proof b",
        "verify --key k",
        "verify --key k --act a",
        "verify --key k --proof b --entries e --checkpoint c",
        "verify --key k --act a --proof b --entries e",
        "verify --key k --entries e",
        "verify --key k --entries e --checkpoint",
        "verify --key k --entries e --checkpoint c --fast",
        "verify --key k --entries e --checkpoint c --consistency p",
        "verify --key k --act a --proof b --consistency p",
      })
  void whatIsNotUnderstoodIsSaidInOneLine(String given) {
    assertThat(parse(given))
        .isInstanceOfSatisfying(
            Arguments.Wrong.class, wrong -> assertThat(wrong.why()).isNotBlank().hasLineCount(1));
  }

  @Test
  void migrationHasNoOptions() {
    assertThat(parse("migrate")).isEqualTo(new Arguments.Migrate());
    assertThat(parse("migrate --dry-run")).isInstanceOf(Arguments.Wrong.class);
  }

  @Test
  void helpAndVersionAreNoPass() {
    assertThat(parse("retention run --help")).isEqualTo(new Arguments.Help());
    assertThat(parse("--help")).isEqualTo(new Arguments.Help());
    assertThat(parse("--version")).isEqualTo(new Arguments.Version());
  }

  private static Arguments parse(String line) {
    return Arguments.parse(line.split(" "));
  }
}
