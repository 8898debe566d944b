package io.lethe.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What was measured beside something else: the head of {@link Page}.
 *
 * <p>Each benchmark leaves its part beside the others', and writes the head of all that are there.
 */
public final class Report {

  private static final Path PARTS = Path.of("target", "benchmark");

  private final int order;
  private final List<String> rows = new ArrayList<>();

  /** A part, and where it is in the head. */
  public Report(int order) {
    this.order = order;
  }

  /**
   * A line of the table.
   *
   * @param ratio of the first to the second figure
   * @param target as the design has it
   */
  public void row(String what, double ratio, String target, String figure, String beside) {
    String row =
        String.format(
            Locale.ROOT, "| %s | %.2fx | %s | %s | %s |", what, ratio, target, figure, beside);
    System.out.println(row);
    rows.add(row);
  }

  /** Writes the head of what was measured since the last clean build. */
  public void write() {
    try {
      Files.createDirectories(PARTS);
      Files.write(PARTS.resolve(order + ".md"), rows);
      List<String> head = new ArrayList<>(head());
      try (Stream<Path> parts = Files.list(PARTS)) {
        for (Path part : parts.sorted().toList()) {
          head.addAll(Files.readAllLines(part));
        }
      }
      Page page = Page.read();
      page.head(head);
      page.write();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> head() throws IOException {
    return """
    # Benchmark

    `mvn -Pbenchmark verify` measures each figure beside what it is compared with, by turns in one run and on one
    database, and writes this page. Ratios are what counts; absolute figures are those of the machine: %d cores (%s),
    %d GiB of memory, %s %s, Java %s, PostgreSQL 18 on the same machine with `shared_buffers` of 3 GB and `fsync` on.
    Measured on %s.

    The plain SQL touches the same rows of the same tables with the same journal: `INSERT ... SELECT FROM unnest` of
    rows that are in memory already, over the same driver, and one statement each that deletes or moves all.

    | what | measured | target | Lethe | beside |
    |---|---|---|---|---|
    """
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            processor(),
            memory(),
            System.getProperty("os.name"),
            System.getProperty("os.version").replaceAll("[^0-9.].*", ""),
            Runtime.version().feature(),
            LocalDate.now())
        .lines()
        .toList();
  }

  private static String processor() throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(info)) {
      return System.getProperty("os.arch");
    }
    try (Stream<String> lines = Files.lines(info)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    }
  }

  private static long memory() throws IOException {
    Path info = Path.of("/proc/meminfo");
    if (!Files.isReadable(info)) {
      return Runtime.getRuntime().maxMemory() >> 30;
    }
    try (Stream<String> lines = Files.lines(info)) {
      return lines
          .filter(line -> line.startsWith("MemTotal"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 20)
          .findFirst()
          .orElse(0);
    }
  }
}
