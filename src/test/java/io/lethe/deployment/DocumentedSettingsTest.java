package io.lethe.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That a setting which is not there is not taken for one. */
class DocumentedSettingsTest {

  private static final DocumentedSettings SETTINGS = DocumentedSettings.read();

  @Test
  void thereAreThoseOfLetheAndOfQuarkus() {
    assertThat(SETTINGS.size()).isGreaterThan(500);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lethe.retention.batch-size",
        "lethe.access.grants[12].roles",
        "lethe.operators.mst_software.name",
        "quarkus.shutdown.timeout",
        "quarkus.datasource.keys.reactive.url",
        "quarkus.datasource.keys.jdbc.url",
        "quarkus.datasource.\"keys\".username",
        "quarkus.flyway.keys.migrate-at-start",
      })
  void keyIsDocumented(String key) {
    assertThat(SETTINGS.haveKey(key)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lethe.retntion.batch-size",
        "lethe.access.grants.0.roles",
        "lethe.access.grants[0].role",
        "lethe.operators.mst_software",
        "lethe.demo",
        "quarkus.shutdown.delay-enabled",
        "quarkus.shutdown.time",
        "java.opts",
      })
  void keyIsNotThere(String key) {
    assertThat(SETTINGS.haveKey(key)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LETHE_DATABASE_PASSWORD",
        "LETHE_ACCESS_GRANTS_0__ROLES",
        "LETHE_OPERATORS_SENS_NAME",
        "QUARKUS_DATASOURCE_KEYS_PASSWORD",
        "QUARKUS_FLYWAY_KEYS_MIGRATE_AT_START",
        "SMALLRYE_CONFIG_LOCATIONS",
      })
  void variableIsDocumented(String name) {
    assertThat(SETTINGS.haveVariable(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"LETHE_DATABASE_PASWORD", "LETHE_DEMO", "LETHE_PORT", "JAVA_OPTS", "lethe.demo"})
  void variableIsNotThere(String name) {
    assertThat(SETTINGS.haveVariable(name)).isFalse();
  }
}
