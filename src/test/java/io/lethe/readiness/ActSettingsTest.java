package io.lethe.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.act.ActConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.common.MapBackedConfigSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
    ActConfig config =
        new SmallRyeConfigBuilder()
            .withSources(new MapBackedConfigSource("test", settings) {})
            .withMapping(ActConfig.class)
            .build()
            .getConfigMapping(ActConfig.class);

    // Then
    assertThat(ActSettings.missing(config.responsible())).isEqualTo(missing);
  }
}
