package io.lethe.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That patches do what Kustomize makes of them, and that one which misses is seen. */
class KustomizationTest {

  private static final String PATCH =
      """
      kind: Deployment
      metadata: {name: lethe}
      spec:
        strategy: {type: Recreate, rollingUpdate: null}
        containers:
          - name: lethe
            volumeMounts:
              - {$patch: delete, mountPath: /keystore}
              - {name: trust, mountPath: /trust}
            args: [migrate]
      """;

  @TempDir Path directory;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(
        directory.resolve("kustomization.yaml"),
        "{resources: [base.yaml], patches: [{path: patch.yaml}]}");
    Files.writeString(
        directory.resolve("base.yaml"),
        """
        kind: Deployment
        metadata: {name: lethe, labels: {one: two}}
        spec:
          strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1}}
          containers:
            - name: lethe
              args: [retention, run]
              volumeMounts:
                - {name: keystore, mountPath: /keystore}
                - {name: tmp, mountPath: /tmp}
        """);
  }

  @Test
  void patchIsMerged() throws IOException {
    // When
    List<Map<String, Object>> built = built(PATCH);

    // Then
    assertThat(built)
        .isEqualTo(
            Yaml.documents(
                """
                kind: Deployment
                metadata: {name: lethe, labels: {one: two}}
                spec:
                  strategy: {type: Recreate}
                  containers:
                    - name: lethe
                      args: [migrate]
                      volumeMounts:
                        - {name: tmp, mountPath: /tmp}
                        - {name: trust, mountPath: /trust}
                """));
  }

  @Test
  void objectIsDeleted() throws IOException {
    assertThat(built("{$patch: delete, kind: Deployment, metadata: {name: lethe}}")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"name: lethe}, name: lithe}", "Path: /keystore, Path: /keystone", "Deployment, Pod"})
  void patchThatMissesIsRefused(String right, String wrong) {
    assertThat(PATCH).contains(right);

    assertThatThrownBy(() -> built(PATCH.replace(right, wrong)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("nothing");
  }

  private List<Map<String, Object>> built(String patch) throws IOException {
    Files.writeString(directory.resolve("patch.yaml"), patch);
    return Kustomization.build(directory);
  }
}
