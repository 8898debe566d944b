package io.lethe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Alerts and dashboard against the metrics that the README lists. */
class ObservabilityTest {

  private static final Pattern METRIC = Pattern.compile("lethe_[a-z_]+");

  /** Of Kubernetes: a pass that has failed has no metrics of its own. */
  private static final Set<String> OF_OTHERS = Set.of("LethePassFailed");

  private static final Pattern PART = Pattern.compile("_(sum|count|max)$");

  private static Set<String> metrics(String text) {
    Set<String> metrics = new TreeSet<>();
    Matcher matcher = METRIC.matcher(text);
    while (matcher.find()) {
      metrics.add(PART.matcher(matcher.group()).replaceFirst(""));
    }
    return metrics;
  }

  private static Set<String> listed() throws IOException {
    Set<String> listed = new TreeSet<>();
    Files.readAllLines(Path.of("README.md")).stream()
        .filter(line -> line.startsWith("| `lethe_"))
        .forEach(line -> listed.addAll(metrics(line.split("\\|")[1])));
    return listed;
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> rules() throws IOException {
    Map<String, Object> file =
        (Map<String, Object>)
            new Load(LoadSettings.builder().build())
                .loadFromString(
                    Files.readString(Path.of("k8s/components/monitoring/prometheus-rules.yaml")));
    List<Map<String, Object>> rules = new ArrayList<>();
    for (Map<String, Object> group :
        (List<Map<String, Object>>) ((Map<String, Object>) file.get("spec")).get("groups")) {
      rules.addAll((List<Map<String, Object>>) group.get("rules"));
    }
    return rules;
  }

  @Test
  void everyAlertIsOfAMetricThatThereIs() throws IOException {
    // Given
    Set<String> listed = listed();
    assertThat(listed).hasSizeGreaterThan(15);

    // Then
    assertThat(rules())
        .hasSizeGreaterThan(8)
        .allSatisfy(
            rule -> {
              Set<String> metrics = metrics((String) rule.get("expr"));
              assertThat(metrics).isSubsetOf(listed);
              assertThat(metrics.isEmpty())
                  .isEqualTo(OF_OTHERS.contains((String) rule.get("alert")));
              assertThat(rule).containsKeys("alert", "labels", "annotations");
            });
  }

  @Test
  void whatTheReadmeSaysToAlertOnHasAnAlert() throws IOException {
    // Given
    Set<String> alerted = new TreeSet<>();
    for (Map<String, Object> rule : rules()) {
      alerted.addAll(metrics((String) rule.get("expr")));
    }

    // Then
    assertThat(
            Files.readAllLines(Path.of("README.md")).stream()
                .filter(line -> line.startsWith("| `lethe_") && line.contains("**alert"))
                .toList())
        .hasSizeGreaterThan(5)
        .allSatisfy(
            line -> assertThat(metrics(line.split("\\|")[1])).containsAnyElementsOf(alerted));
  }

  @Test
  void dashboardShowsMetricsThatThereAre() throws IOException {
    // Given
    JsonNode dashboard =
        new ObjectMapper()
            .readTree(Path.of("k8s/components/monitoring/grafana-dashboard.json").toFile());

    // Then
    assertThat(dashboard.path("panels")).hasSizeGreaterThan(5);
    for (JsonNode panel : dashboard.path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        assertThat(metrics(target.path("expr").asText())).isNotEmpty().isSubsetOf(listed());
      }
    }
  }
}
