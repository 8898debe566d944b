package io.lethe.sidecar;

import io.lethe.ProductionProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process takes.
 *
 * @param seconds until it had started, as it says
 * @param mebibytes that are resident now
 */
record Footprint(double seconds, double mebibytes) {

  private static final Pattern STARTED = Pattern.compile("started in ([0-9.]+)s");
  private static final Pattern PROCESS = Pattern.compile("\"processId\":(\\d+)");

  static Footprint of(ProductionProcess process) throws IOException {
    String output = process.output();
    Path status = Path.of("/proc", found(PROCESS, output), "status");
    double kibibytes =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("VmRSS"))
            .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
            .sum();
    return new Footprint(Double.parseDouble(found(STARTED, output)), kibibytes / 1024);
  }

  private static String found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IllegalStateException(pattern.pattern());
    }
    return matcher.group(1);
  }
}
