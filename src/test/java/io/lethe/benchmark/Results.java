package io.lethe.benchmark;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** The best rate of each contender in each discipline, beside the design's targets. */
final class Results {

  private static final Map<String, Double> TARGETS =
      Map.of("receive", 0.5, "destroy", 0.7, "depersonalize", 0.6);

  private final Map<String, Double> service = new LinkedHashMap<>();
  private final Map<String, Double> plain = new LinkedHashMap<>();

  void service(String what, int rows, Duration time) {
    service.merge(what, rate(rows, time), Math::max);
  }

  void plain(String what, int rows, Duration time) {
    plain.merge(what, rate(rows, time), Math::max);
  }

  private static double rate(int rows, Duration time) {
    return rows * 1e9 / time.toNanos();
  }

  /** A line per discipline. */
  String table() {
    StringBuilder table = new StringBuilder();
    table.append("what | service rows/s | plain SQL rows/s | ratio | target\n");
    table.append("---|---|---|---|---\n");
    service.forEach(
        (what, rate) ->
            table.append(
                "%s | %,.0f | %,.0f | %.2fx | %.1fx%n"
                    .formatted(
                        what, rate, plain.get(what), rate / plain.get(what), TARGETS.get(what))));
    return table.toString();
  }
}
