package io.lethe;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Writes {@code target/clauses.md}: each clause of {@code docs/clauses.md}, the tests that prove
 * it, and how they ended in this build.
 */
class ClauseCoverageIT {

  private static final Path LIST = Path.of("docs", "clauses.md");
  private static final Path REPORT = Path.of("target", "clauses.md");
  private static final Path RESULTS = Path.of("target", "surefire-reports");
  private static final int MOST_OUTSIDE = 10;

  private static final Pattern ROW = Pattern.compile("(?m)^\\| ([a-z]+-[a-z0-9.-]+) \\|(.*)$");
  private final Map<String, String> clauses = new LinkedHashMap<>();
  private final Map<String, String> outside = new LinkedHashMap<>();
  private final Map<String, String> unproved = new LinkedHashMap<>();
  private final Map<String, List<String>> tests = new TreeMap<>();
  private final Map<String, Boolean> passed = new TreeMap<>();

  @Test
  void everyClauseIsProvedOrSaidNotToBe() throws Exception {
    // Given
    readList();
    readTests();
    readResults();

    // When
    Files.writeString(REPORT, report());

    // Then
    assertThat(clauses.keySet()).as("ids that tests name").containsAll(tests.keySet());
    assertThat(clauses.keySet()).containsAll(outside.keySet()).containsAll(unproved.keySet());
    assertThat(outside).hasSizeLessThanOrEqualTo(MOST_OUTSIDE);
    assertThat(outside.values()).as("reasons").noneMatch(why -> why.replace("|", "").isBlank());
    assertThat(without(proved())).as("without a passing test").isEmpty();
    assertThat(Stream.of(outside, unproved).flatMap(list -> list.keySet().stream()))
        .as("in a list, and proved")
        .doesNotContainAnyElementsOf(tests.keySet());
  }

  private void readList() throws IOException {
    String text = Files.readString(LIST);
    String[] parts = text.split("(?m)^## (?=Outside the service|Not yet proved)");
    assertThat(parts).hasSize(3);
    rows(parts[0], clauses);
    rows(parts[1], outside);
    rows(parts[2], unproved);
  }

  private static void rows(String text, Map<String, String> into) {
    for (MatchResult row : ROW.matcher(text).results().toList()) {
      assertThat(into.put(row.group(1), row.group(2))).as(row.group(1)).isNull();
    }
  }

  private void readTests() {
    new ClassFileImporter()
        .withImportOption(new ImportOption.OnlyIncludeTests()).importPackages("io.lethe").stream()
            .flatMap(type -> type.getMethods().stream())
            .filter(method -> method.isAnnotatedWith(Clause.class))
            .forEach(this::note);
  }

  private void note(JavaMethod method) {
    String test = method.getOwner().getName() + "." + method.getName();
    for (String clause : method.getAnnotationOfType(Clause.class).value()) {
      tests.computeIfAbsent(clause, any -> new ArrayList<>()).add(test);
    }
  }

  /** A test passes when each of its invocations does, and there is one. */
  private void readResults() throws Exception {
    DocumentBuilder xml = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    try (Stream<Path> files = Files.list(RESULTS)) {
      for (Path file : files.filter(any -> any.toString().endsWith(".xml")).toList()) {
        NodeList cases = xml.parse(file.toFile()).getElementsByTagName("testcase");
        for (int i = 0; i < cases.getLength(); i++) {
          note((Element) cases.item(i));
        }
      }
    }
  }

  private void note(Element testcase) {
    String method = testcase.getAttribute("name").replaceFirst("[({\\[].*", "");
    boolean good =
        Stream.of("failure", "error", "skipped")
            .allMatch(end -> testcase.getElementsByTagName(end).getLength() == 0);
    passed.merge(testcase.getAttribute("classname") + "." + method, good, Boolean::logicalAnd);
  }

  private List<String> proved() {
    return tests.entrySet().stream()
        .filter(
            entry -> entry.getValue().stream().allMatch(test -> passed.getOrDefault(test, false)))
        .map(Map.Entry::getKey)
        .toList();
  }

  private List<String> without(List<String> proved) {
    return clauses.keySet().stream()
        .filter(id -> !proved.contains(id) && !outside.containsKey(id) && !unproved.containsKey(id))
        .toList();
  }

  private String report() {
    String rows =
        clauses.keySet().stream()
            .map(id -> "| " + id + " | " + state(id) + " |")
            .collect(joining("\n"));
    return """
        # Clauses and their tests

        %d clauses, %d proved, %d outside the service, %d not yet proved.

        | clause | tests |
        |---|---|
        %s
        """
        .formatted(clauses.size(), proved().size(), outside.size(), unproved.size(), rows);
  }

  private String state(String id) {
    if (tests.containsKey(id)) {
      return tests.get(id).stream()
          .map(test -> test.replace("io.lethe.", "") + ": " + result(test))
          .collect(joining("<br>"));
    }
    return outside.containsKey(id)
        ? "outside:" + outside.get(id).replace("|", "")
        : "not yet proved";
  }

  private String result(String test) {
    return !passed.containsKey(test) ? "not run" : passed.get(test) ? "passed" : "failed";
  }
}
