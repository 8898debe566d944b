package io.lethe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The runbook against the alerts. */
class RunbookTest {

  private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");
  private static final Pattern ENTRY =
      Pattern.compile(
          "^### (Lethe\\w+)\n\n[^\n]+\n(?:[^\n-][^\n]*\n)*\n- Look: .+", Pattern.MULTILINE);

  private static String runbook() throws IOException {
    return Files.readString(Path.of("docs", "operations.md"));
  }

  private static Set<String> alerts() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(Path.of("k8s"))) {
      files = all.filter(file -> file.toString().endsWith(".yaml")).toList();
    }
    Set<String> alerts = new TreeSet<>();
    for (Path file : files) {
      alerts.addAll(found(ALERT, Files.readString(file)));
    }
    return alerts;
  }

  private static Set<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyAlertHasAnEntryAndEveryEntryAnAlert() throws IOException {
    assertThat(alerts()).hasSizeGreaterThan(8);
    assertThat(found(ENTRY, runbook())).isEqualTo(alerts());
  }

  @Test
  void everyEntrySaysWhatToLookAtAndWhatToDo() throws IOException {
    String[] entries = runbook().split("(?m)^#{2,3} ");

    assertThat(entries)
        .filteredOn(entry -> entry.startsWith("Lethe"))
        .hasSameSizeAs(alerts())
        .allSatisfy(entry -> assertThat(entry).contains("\n- Look: ", "\n- Do: "));
  }
}
