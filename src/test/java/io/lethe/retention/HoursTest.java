package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HoursTest {

  @ParameterizedTest
  @CsvSource({
    "22:00-06:00, 2026-03-01T22:00:00Z, PT0S",
    "22:00-06:00, 2026-03-02T05:59:59Z, PT0S",
    "22:00-06:00, 2026-03-02T06:00:00Z, PT16H",
    "22:00-06:00, 2026-03-01T21:59:00Z, PT1M",
    "01:00-03:00, 2026-03-01T02:00:00Z, PT0S",
    "01:00-03:00, 2026-03-01T03:00:00Z, PT22H",
    "01:00-03:00, 2026-03-01T00:00:00Z, PT1H"
  })
  void theyLastFromTheFirstTimeToTheSecond(String hours, Instant now, Duration until) {
    assertThat(Hours.parse(hours).orElseThrow().until(now, ZoneOffset.UTC)).isEqualTo(until);
  }

  @Test
  void theyAreOfTheirZone() {
    // Given
    Hours hours = Hours.parse("22:00-06:00").orElseThrow();

    // When
    Duration until = hours.until(Instant.parse("2026-03-01T18:00:00Z"), ZoneId.of("Europe/Moscow"));

    // Then
    assertThat(until).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void settingThatCannotBeReadIsNamedWithHowItIsWritten() {
    // Given
    SmallRyeConfigBuilder settings =
        new SmallRyeConfigBuilder()
            .withMapping(PaceConfig.class)
            .withDefaultValue("lethe.retention.pace.hours", "22-6");

    // Then
    assertThatThrownBy(settings::build)
        .isInstanceOf(ConfigValidationException.class)
        .hasMessageContainingAll("lethe.retention.pace.hours", "22-6", "as 22:00-06:00");
  }

  @Test
  void settingOfHoursIsRead() {
    // When
    PaceConfig config =
        new SmallRyeConfigBuilder()
            .withMapping(PaceConfig.class)
            .withConverter(Duration.class, 200, new DurationConverter())
            .withDefaultValue("lethe.retention.pace.hours", "22:00-06:00")
            .build()
            .getConfigMapping(PaceConfig.class);

    // Then
    assertThat(config.hours()).hasToString("Optional[22:00-06:00]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "22-6", "22:00", "22:00-22:00", "25:00-26:00", "22:00 - 06:00"})
  void whatIsNothingLikeThemIsNone(String text) {
    assertThat(Hours.parse(text)).isEmpty();
  }
}
