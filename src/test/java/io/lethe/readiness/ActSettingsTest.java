package io.lethe.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lethe.act.ActConfig;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.common.MapBackedConfigSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ActSettingsTest {

  private static final String NAME = "lethe.acts.responsible.name";
  private static final String POSITION = "lethe.acts.responsible.position";

  static Stream<Arguments> settings() {
    return Stream.of(
        Arguments.of(Map.of(), List.of(NAME, POSITION)),
        Arguments.of(Map.of(NAME, "A. Petrova"), List.of(POSITION)),
        Arguments.of(Map.of(NAME, "A. Petrova", POSITION, ""), List.of(POSITION)),
        Arguments.of(Map.of(NAME, "A. Petrova", POSITION, "officer"), List.of()));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void whatActsLackIsNamed(Map<String, String> settings, List<String> missing) {
    // Given
    ActConfig config = config(settings);

    // Then
    assertThat(ActSettings.missing(config.responsible())).isEqualTo(missing);
  }

  @Test
  void lessThanThreeYearsOfActsIsRefused() {
    assertThat(kept("1096d")).isEqualTo(Duration.ofDays(1096));
    assertThat(kept("1827d")).isEqualTo(Duration.ofDays(1827));
    assertThatThrownBy(() -> kept("1095d")).hasMessageContaining("lethe.acts.kept is three years");
  }

  private static Duration kept(String value) {
    return config(Map.of("lethe.acts.kept", value)).kept();
  }

  /** Durations are read as the service reads them. */
  private static ActConfig config(Map<String, String> settings) {
    return new SmallRyeConfigBuilder()
        .withSources(new MapBackedConfigSource("test", settings) {})
        .withConverter(Duration.class, 200, new DurationConverter())
        .withMapping(ActConfig.class)
        .build()
        .getConfigMapping(ActConfig.class);
  }
}
