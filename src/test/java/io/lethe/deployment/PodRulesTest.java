package io.lethe.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That a pod which may too much is seen. */
class PodRulesTest {

  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      spec:
        automountServiceAccountToken: false
        enableServiceLinks: false
        hostNetwork: false
        securityContext:
          runAsNonRoot: true
          runAsUser: 10001
          seccompProfile: {type: RuntimeDefault}
        initContainers:
          - name: sidecar
            image: registry.internal/lethe:0.1.0
            resources:
              requests: {cpu: 100m, memory: 1Mi}
              limits: {memory: 1Mi}
            securityContext:
              allowPrivilegeEscalation: false
              readOnlyRootFilesystem: true
              capabilities: {drop: [ALL]}
            volumeMounts:
              - {name: tmp, mountPath: /tmp}
        containers: []
        volumes:
          - name: tmp
            emptyDir: {sizeLimit: 1Gi}
      """;

  @Test
  void podThatMayNothingBreaksNoRule() {
    assertThat(PodRules.brokenBy(pod(POD))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      textBlock =
          """
          automountServiceAccountToken: false > automountServiceAccountToken: true
          enableServiceLinks: false           > enableServiceLinks: true
          hostNetwork: false                  > hostNetwork: true
          runAsNonRoot: true                  > runAsNonRoot: false
          runAsUser: 10001                    > runAsUser: 0
          RuntimeDefault                      > Unconfined
          lethe:0.1.0                         > lethe:latest
          lethe:0.1.0                         > lethe
          cpu: 100m,                          > ephemeral-storage: 1Gi,
          allowPrivilegeEscalation: false     > allowPrivilegeEscalation: true
          readOnlyRootFilesystem: true        > readOnlyRootFilesystem: false
          drop: [ALL]                         > drop: [KILL]
          drop: [ALL]                         > drop: [ALL], add: [KILL]
          {name: tmp                          > {name: temp
          emptyDir: {sizeLimit: 1Gi}          > emptyDir: {}
          emptyDir: {sizeLimit: 1Gi}          > hostPath: {path: /}
          """)
  void podThatMayTooMuchBreaksARule(String right, String wrong) {
    assertThat(POD).contains(right);

    assertThat(PodRules.brokenBy(pod(POD.replace(right, wrong)))).hasSize(1);
  }

  private static PodSpec pod(String text) {
    return ((Pod) ApiTypes.read(Yaml.documents(text).get(0))).getSpec();
  }
}
