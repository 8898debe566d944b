package io.lethe.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That the checks of manifests see what is wrong. */
class ApiTypesTest {

  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: lethe
      spec:
        terminationGracePeriodSeconds: 60
        containers:
          - name: lethe
            image: registry.internal/lethe:0.1.0
            env:
              - {name: LETHE_DEMO, value: "true"}
            resources:
              limits: {cpu: 1, memory: 1Gi}
            lifecycle:
              preStop:
                sleep: {seconds: 10}
            livenessProbe:
              httpGet: {path: /q/health/live, port: http}
      """;

  @Test
  void manifestIsReadAsWhatItDescribes() {
    // When
    Pod pod = (Pod) read(POD);

    // Then
    assertThat(pod.getSpec().getContainers().get(0).getLifecycle().getPreStop().getSleep())
        .satisfies(sleep -> assertThat(sleep.getSeconds()).isEqualTo(10));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          name: lethe, nam: lethe
          terminationGracePeriodSeconds: 60, terminationGracePeriod: 60
          terminationGracePeriodSeconds: 60, terminationGracePeriodSeconds: "60"
          sleep: {seconds: 10}, sleep: {second: 10}
          value: "true", value: true
          path: /q/health/live, paths: /q/health/live
          path: /q/health/live, additionalProperties: {}
          kind: Pod, kind: Pot
          apiVersion: v1, apiVersion: v2
          """)
  void wrongFieldIsRefused(String right, String wrong) {
    assertThat(POD).contains(right);

    assertThatThrownBy(() -> read(POD.replaceFirst(Pattern.quote(right), wrong)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void wrongFieldOfACustomResourceIsRefused() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    apiVersion: monitoring.coreos.com/v1
                    kind: ServiceMonitor
                    metadata: {name: lethe}
                    spec:
                      endpoints:
                        - {port: http, intervall: 30s}
                    """))
        .hasMessageContaining("intervall");
  }

  @Test
  void secretIsRefused() {
    assertThatThrownBy(() -> read("{apiVersion: v1, kind: Secret, metadata: {name: lethe}}"))
        .hasMessageContaining("Secret");
  }

  private static Object read(String text) {
    return ApiTypes.read(Yaml.documents(text).get(0));
  }
}
