package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which runs follow one that begins at noon of a Saturday. */
class FollowingRunsTest {

  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

  private static List<Instant> after(String hours, String every, String before) {
    return FollowingRuns.after(
        NOON,
        Instant.parse(before),
        Duration.parse(every),
        at -> Hours.parse(hours).map(open -> open.until(at, ZoneOffset.UTC)).orElse(Duration.ZERO));
  }

  @Test
  void runsAreAsFarApartAsTheyAreAskedForAndTheEndIsNone() {
    assertThat(after("", "PT6H", "2026-11-29T00:00:00Z"))
        .containsExactly(Instant.parse("2026-11-28T18:00:00Z"));
  }

  @ParameterizedTest(name = "{0}, every {1}, before {2}: {3}")
  @CsvSource({
    "22:00-06:00, PT15M, 2026-11-29T22:00:00Z, 31",
    "22:00-06:00, PT15M, 2026-11-29T06:00:00Z, 31",
    "22:00-06:00, PT15M, 2026-11-28T22:00:00Z, 0",
    "22:00-06:00, PT24H, 2026-12-01T12:00:00Z, 2",
    "11:00-13:00, PT24H, 2026-12-01T12:00:00Z, 2",
    "'', PT1S, 2026-11-28T12:10:00Z, 9",
    "'', PT15M, 2026-11-28T11:00:00Z, 0",
  })
  void runsAreCountedInTheirHoursAlone(String hours, String every, String before, int runs) {
    assertThat(after(hours, every, before)).hasSize(runs);
  }
}
