package io.lethe.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That what is lacking, or is no word or quantity, is seen. */
class ApiRulesTest {

  private static final String JOB =
      """
      apiVersion: batch/v1
      kind: CronJob
      metadata: {name: lethe, labels: {one: two}}
      spec:
        schedule: "0 0 1 1 *"
        concurrencyPolicy: Forbid
        jobTemplate:
          spec:
            template:
              metadata: {labels: {one: two}}
              spec:
                restartPolicy: Never
                containers:
                  - name: lethe
                    image: registry.internal/lethe:0.1.0
                    resources:
                      requests: {cpu: 100m, memory: 1Gi}
                    securityContext: {}
                    volumeMounts:
                      - {name: tmp, mountPath: /tmp}
                volumes:
                  - name: tmp
                    emptyDir: {sizeLimit: 1Gi}
      """;

  @Test
  void wholeManifestBreaksNoRule() {
    assertThat(ApiRules.brokenBy(Yaml.documents(JOB).get(0))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      quoteCharacter = '`',
      textBlock =
          """
          schedule: "0 0 1 1 *"      > timeZone: Etc/UTC
          Forbid                     > Never
          restartPolicy: Never       > restartPolicy: No
          image: registry            > imagePullPolicy: Always #
          cpu: 100m                  > cpu: 100mm
          memory: 1Gi                > memory: 1GiB
          , mountPath: /tmp          > ``
          sizeLimit: 1Gi             > sizeLimit: 1G1
          """)
  void wrongManifestBreaksARule(String right, String wrong) {
    assertThat(JOB).contains(right);

    assertThat(ApiRules.brokenBy(Yaml.documents(JOB.replace(right, wrong)).get(0))).hasSize(1);
  }
}
