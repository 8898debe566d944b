package io.lethe.benchmark;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Seconds per row of each contender in each discipline, at one number of rows; the best counts. */
final class Results {

  private static final Map<String, String> TARGETS =
      Map.of("receive", "0.5x", "destroy", "0.7x", "depersonalize", "0.6x");

  private final int rows;
  private final Map<String, Double> service = new LinkedHashMap<>();
  private final Map<String, Double> plain = new LinkedHashMap<>();
  private final Map<String, Double> serviceDead = new LinkedHashMap<>();
  private final Map<String, Double> plainDead = new LinkedHashMap<>();

  Results(int rows) {
    this.rows = rows;
  }

  void service(String what, int count, double seconds) {
    service.merge(what, seconds / count, Math::min);
  }

  void plain(String what, int count, double seconds) {
    plain.merge(what, seconds / count, Math::min);
  }

  void serviceDead(String what, int count, long tuples) {
    serviceDead.put(what, (double) tuples / count);
  }

  void plainDead(String what, int count, long tuples) {
    plainDead.put(what, (double) tuples / count);
  }

  /** What is left to be vacuumed. */
  void reportDead(Report report) {
    serviceDead.forEach(
        (what, tuples) ->
            report.row(
                what + ", dead tuples for each record",
                tuples / plainDead.get(what),
                "",
                String.format(Locale.ROOT, "%.1f", tuples),
                String.format(Locale.ROOT, "%.1f", plainDead.get(what))));
  }

  /** A line per discipline. */
  void report(Report report) {
    service.forEach(
        (what, cost) ->
            report.row(
                "%s, %s records".formatted(what, thousands(rows)),
                plain.get(what) / cost,
                TARGETS.get(what),
                rate(cost),
                rate(plain.get(what))));
  }

  /** What a row costs here, beside what it costs among fewer. */
  void reportGrowth(Report report, Results fewer) {
    service.forEach(
        (what, cost) ->
            report.row(
                String.format(
                    Locale.ROOT,
                    "%s, cost per row at %,d and %,d (plain SQL's: %.2fx)",
                    what,
                    rows,
                    fewer.rows,
                    plain.get(what) / fewer.plain.get(what)),
                cost / fewer.service.get(what),
                "at most 1.15x",
                micros(cost),
                micros(fewer.service.get(what))));
  }

  private static String rate(double cost) {
    return String.format(Locale.ROOT, "%,.0f/s", 1 / cost);
  }

  private static String micros(double cost) {
    return String.format(Locale.ROOT, "%.1f µs", cost * 1e6);
  }

  private static String thousands(int count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
