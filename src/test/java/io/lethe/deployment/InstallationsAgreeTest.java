package io.lethe.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That the chart installs what the manifests do. */
class InstallationsAgreeTest {

  private static final Path OVERLAYS = Path.of("k8s", "overlays");

  /** Words of one of the two: of labels, and what is a value in the chart. */
  private static final List<String> OWN =
      List.of("labels", "imagePullPolicy", "resources", "labelSelector");

  @ParameterizedTest
  @ValueSource(strings = {"small", "production"})
  void podsAreTheSame(String installation) {
    // When
    Map<String, Object> ofTheChart = pods(chart(installation));
    Map<String, Object> ofTheManifests = pods(Kustomization.build(OVERLAYS.resolve(installation)));

    // Then
    assertThat(ofTheChart).hasSize(installation.equals("small") ? 1 : 4).isEqualTo(ofTheManifests);
  }

  @ParameterizedTest
  @ValueSource(strings = {"small", "production"})
  void settingsAreTheSame(String installation) {
    // When
    Map<String, String> ofTheChart = settings(chart(installation));
    Map<String, String> ofTheManifests =
        settings(Kustomization.build(OVERLAYS.resolve(installation)));

    // Then: the base has the keystore's path also where there is none
    ofTheManifests.putIfAbsent("lethe.keys.provider", "keystore");
    if (ofTheManifests.get("lethe.keys.provider").equals("vault")) {
      ofTheManifests.remove("lethe.keys.keystore.path");
    }
    assertThat(ofTheChart).hasSizeGreaterThan(10).isEqualTo(ofTheManifests);
  }

  private static List<Map<String, Object>> chart(String installation) {
    return Yaml.documents(
        Release.template(Release.CHART)
            .withValuesFile(Release.CHART.resolve("values-" + installation + ".yaml"))
            .call());
  }

  /** Pods by the component that they are. */
  private static Map<String, Object> pods(List<Map<String, Object>> manifests) {
    Map<String, Object> pods = new TreeMap<>();
    for (Map<String, Object> manifest : manifests) {
      Map<String, Object> spec = Yaml.map(manifest.getOrDefault("spec", Map.of()));
      if (spec.containsKey("jobTemplate")) {
        spec = Yaml.map(Yaml.map(spec.get("jobTemplate")).get("spec"));
      }
      if (spec.containsKey("template")) {
        Map<String, Object> template = Yaml.map(spec.get("template"));
        Map<String, Object> labels = Yaml.map(Yaml.map(template.get("metadata")).get("labels"));
        if (labels != null) {
          pods.put(
              labels.get("app.kubernetes.io/component") + "",
              List.of(spec.getOrDefault("activeDeadlineSeconds", 0), plain(template.get("spec"))));
        }
      }
    }
    return pods;
  }

  /** Without what is one's own, with lists in one order, and names of ConfigMaps without a hash. */
  private static Object plain(Object value) {
    if (value instanceof Map) {
      Map<String, Object> map = new LinkedHashMap<>(Yaml.map(value));
      map.keySet().removeAll(OWN);
      map.replaceAll((field, one) -> plain(one));
      return map;
    }
    if (value instanceof List<?> list) {
      List<Object> plain =
          new ArrayList<>(list.stream().map(InstallationsAgreeTest::plain).toList());
      plain.sort(Comparator.comparing(Object::toString));
      return plain;
    }
    return value.toString().replaceFirst("^(lethe-settings)-[0-9a-f]{10}$", "$1");
  }

  /** The files of the ConfigMap, lowest ordinal first; secrets are no part of it. */
  private static Map<String, String> settings(List<Map<String, Object>> manifests) {
    List<Map<String, String>> files =
        manifests.stream()
            .filter(manifest -> manifest.get("kind").equals("ConfigMap"))
            .flatMap(map -> Yaml.map(map.get("data")).entrySet().stream())
            .filter(file -> file.getKey().endsWith(".properties"))
            .map(file -> Yaml.properties(file.getValue().toString()))
            .sorted(Comparator.comparing(file -> file.get("config_ordinal")))
            .toList();
    Map<String, String> settings = new TreeMap<>();
    files.forEach(settings::putAll);
    settings.remove("config_ordinal");
    return settings;
  }
}
