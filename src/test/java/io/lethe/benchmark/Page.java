package io.lethe.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code docs/benchmark.md}: a head, and sections that are written anew one by one. */
public final class Page {

  private static final Path FILE = Path.of("docs", "benchmark.md");
  private static final String SECTION = "## ";

  private List<String> head = new ArrayList<>();
  private final Map<String, List<String>> sections = new LinkedHashMap<>();

  private Page() {}

  /** The page as it is. */
  public static Page read() throws IOException {
    Page page = new Page();
    List<String> part = page.head;
    for (String line : Files.readAllLines(FILE)) {
      if (line.startsWith(SECTION)) {
        part = new ArrayList<>();
        page.sections.put(line.substring(SECTION.length()), part);
      } else {
        part.add(line);
      }
    }
    return page;
  }

  /** What stands before the first section. */
  void head(List<String> lines) {
    head = new ArrayList<>(lines);
  }

  /** A section in place of the one with its title, or at the end. */
  public void section(String title, List<String> lines) {
    sections.put(title, lines);
  }

  public void write() throws IOException {
    List<String> lines = trimmed(head);
    sections.forEach(
        (title, section) -> {
          lines.addAll(List.of("", SECTION + title, ""));
          lines.addAll(trimmed(section));
        });
    Files.write(FILE, lines);
  }

  /** Without empty lines around it. */
  private static List<String> trimmed(List<String> lines) {
    return new ArrayList<>(String.join("\n", lines).strip().lines().toList());
  }
}
