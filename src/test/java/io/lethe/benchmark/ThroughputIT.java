package io.lethe.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Eventually;
import io.lethe.Installation;
import io.lethe.ProductionProcess;
import io.lethe.RemoteApi;
import io.lethe.Samples;
import io.lethe.SendFirst;
import io.lethe.Sql;
import io.lethe.TestPostgres;
import io.lethe.access.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rows per second of the packaged service and of plain SQL, by turns on one database; what it costs
 * at ten times the rows, and what a run does to others.
 *
 * <p>{@code -Dlethe.benchmark.rows} records, half of them to be destroyed and half to be
 * depersonalized. It asserts what was done and never how fast.
 */
@Tag("benchmark")
class ThroughputIT {

  private static final int ROWS = Integer.getInteger("lethe.benchmark.rows", 1_000_000);
  private static final int FEWER = ROWS / 10;
  private static final int WARM_UP = 10_000;
  private static final int IDLE_REQUESTS = 2_000;
  private static final int SLOW_PER_SECOND = ROWS / 500;
  private static final Duration YEAR = Duration.ofDays(366);
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** Whoever asks more often takes from a run what it is measured by. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  private static final String VISITS =
      """
      policy: %s
      title: Visits
      effective: 2020-01-01
      operator: {name: Sample LLC, address: "1 Sample Street"}
      zone: UTC
      calendar: ru
      actions: [collect, store, destroy]
      purposes:
        statistics: {grounds: [legitimate-interest]}
      categories:
        visit:
          subjects: [visitor]
          purposes: [statistics]
          fields:
            page: {type: text, on-receipt: keep}
          retention:
            - {from: collected, keep: %s, then: destroy}
        member:
          subjects: [visitor]
          purposes: [statistics]
          fields:
            page: {type: text, on-receipt: keep}
          retention:
            - {from: collected, keep: P10Y, then: destroy}
      """;

  private final Instant now = Instant.now();

  @TempDir Path directory;

  @Test
  void receivingDestroyingAndDepersonalizingBesidePlainSql() throws Exception {
    TestPostgres.Database database = TestPostgres.large();
    try (Installation lethe =
            Installation.create(
                database,
                directory,
                Map.of(
                    "lethe.scheduler.enabled",
                    "false",
                    "lethe.retention.brakes.max-share",
                    "1",
                    "lethe.retention.brakes.max-records",
                    Integer.toString(ROWS)));
        ProductionProcess service = lethe.start("-Xmx1g");
        Sql sql = Sql.open(database);
        PlainInsert plain = new PlainInsert(database)) {
      Contest contest = new Contest(lethe.api(service), new Copies(sql), plain);
      contest.round(WARM_UP, new Results(WARM_UP));
      Results fewer = new Results(FEWER);
      contest.round(FEWER, fewer);
      contest.round(FEWER, fewer);
      Report report = new Report(1);
      Results results = new Results(ROWS);
      contest.round(ROWS, results);
      results.report(report);
      results.reportGrowth(report, fewer);
      results.reportDead(report);
      contest.visits(FEWER, true, report);
      contest.visits(FEWER, false, report);
      contest.visits(ROWS, true, report);
      contest.beside(report);
      report.write();
    }
    database.drop(); // or its vacuuming goes on beside whatever is measured next
  }

  /** The two contenders. */
  private final class Contest {
    private final RemoteApi api;
    private final Copies copies;
    private final PlainInsert plain;

    private Contest(RemoteApi api, Copies copies, PlainInsert plain) {
      this.api = api;
      this.copies = copies;
      this.plain = plain;
    }

    private void round(int rows, Results results) throws IOException {
      copies.clear();
      copies.settle();
      // The service knows its statements' plans from tables that hold something, as they do in use.
      int first = rows / 10;
      send("/api/v1/records", 0, first, this::record);
      copies.settle();
      double receiving = send("/api/v1/records", first, rows, this::record);
      results.service("receive", rows - first, receiving);
      send("/api/v1/events", 0, rows / 2, this::event);
      copies.takeReceived();
      copies.clear();
      copies.settle();
      results.plain("receive", rows, plain.copy(Copies.RECEIVED));
      act("destroy", rows / 2, "mst_software", "account", results);
      act("depersonalize", rows / 2, "sens", "mandatory", results);
    }

    /**
     * Visits that are dropped with their day, and such that are kept too long to have a table.
     *
     * @param stay whether their people have another record, so that nobody has to be forgotten
     */
    private void visits(int rows, boolean stay, Report report) throws IOException {
      copies.clear();
      String people = stay ? "stay" : "are forgotten";
      String policy = "visits-" + rows + "-" + stay;
      double dropped = visits(policy, "P30D", rows, stay);
      double deleted = visits("long-" + policy, "P101D", rows, stay);
      report.row(
          String.format(
              Locale.ROOT,
              "expired time table of %,d records whose people %s, and their rows",
              rows,
              people),
          deleted / dropped,
          "20x",
          String.format(Locale.ROOT, "%.2f s", dropped),
          String.format(Locale.ROOT, "%.2f s", deleted));
    }

    /** Seconds that it takes to destroy visits of one day by people of ten visits each. */
    private double visits(String policy, String keep, int rows, boolean stay) throws IOException {
      String token = api.token(Role.PRIVACY_OFFICER);
      String yaml = VISITS.formatted(policy, keep);
      int saved = api.ask(token, "/api/v1/policies", "application/yaml", yaml).status();
      assertThat(saved).isEqualTo(201);
      String activate = "/api/v1/policies/" + policy + "/versions/1/activate";
      assertThat(api.ask(token, activate, "application/json", "{}").status()).isEqualTo(200);
      Instant day = now.minus(YEAR).truncatedTo(ChronoUnit.DAYS);
      if (stay) {
        send("/api/v1/records", 0, rows / 10, i -> page(policy, "member", i, now));
      }
      send("/api/v1/records", 0, rows, i -> page(policy, "visit", i / 10, day.plusMillis(i)));
      copies.settle();
      return seconds(run(policy, rows));
    }

    private static String page(String policy, String category, int visitor, Instant at) {
      return RemoteApi.write(
          Map.of(
              "policy",
              policy,
              "category",
              category,
              "subject",
              "visitor-" + visitor,
              "collectedAt",
              at.toString(),
              "fields",
              Map.of("page", "/page/" + visitor % 100)));
    }

    private JsonNode run(String policy, int rows) {
      UUID id = api.run(Map.of("policy", policy));
      Eventually.get("run " + id + " ends", PATIENCE, PAUSE, () -> ended(id), ended -> ended);
      JsonNode run = api.awaitCompleted(id);
      assertThat(run.path("destroyed").asInt() + run.path("depersonalized").asInt())
          .isEqualTo(rows);
      return run;
    }

    private static double seconds(JsonNode run) {
      Instant started = Instant.parse(run.path("startedAt").asText());
      return Duration.between(started, Instant.parse(run.path("finishedAt").asText())).toNanos()
          / 1e9;
    }

    /** A run at its usual pace, and one at a slow one, and what products notice of them. */
    private void beside(Report report) throws InterruptedException {
      copies.restore();
      copies.settle();
      copies.sql().execute("ALTER SYSTEM SET autovacuum = on");
      copies.sql().execute("SELECT pg_reload_conf()");
      Foreground foreground = new Foreground(api);
      foreground.p99(IDLE_REQUESTS, () -> false);
      Duration idle = foreground.p99(IDLE_REQUESTS, () -> false);
      UUID run = api.run(Map.of("policy", "mst_software"));
      Duration busy = foreground.p99(0, () -> !ended(run));
      report.row(
          "p99 of other requests during a run and idle",
          (double) busy.toNanos() / idle.toNanos(),
          "at most 2x",
          millis(busy),
          millis(idle));
      Duration slowly = slowly(foreground);
      report.row(
          String.format(
              Locale.ROOT, "the same during a run of %,d records a second", SLOW_PER_SECOND),
          (double) slowly.toNanos() / idle.toNanos(),
          "",
          millis(slowly),
          millis(idle));
    }

    private Duration slowly(Foreground foreground) throws InterruptedException {
      UUID run = api.run(Map.of("policy", "sens"));
      String path = "/api/v1/retention/runs/" + run;
      api.patch(Role.PRIVACY_OFFICER, path, Map.of("rowsPerSecond", SLOW_PER_SECOND));
      Duration p99 = foreground.p99(IDLE_REQUESTS, () -> false);
      assertThat(ended(run)).isFalse();
      api.post(Role.PRIVACY_OFFICER, path + "/cancel", Map.of());
      return p99;
    }

    private boolean ended(UUID run) {
      return copies
              .sql()
              .number(
                  "SELECT count(*) FROM retention_run WHERE finished_at IS NOT NULL AND id = '"
                      + run
                      + "'")
          > 0;
    }

    private void act(String what, int rows, String policy, String category, Results results) {
      copies.restore();
      copies.settle();
      results.service(what, rows, seconds(run(policy, rows)));
      results.serviceDead(what, rows, dead(rows));
      boolean destroys = what.equals("destroy");
      if (!destroys) {
        copies.takeLeft();
      }
      copies.restore();
      copies.settle();
      String statement =
          destroys
              ? PlainErase.destroy(policy, category)
              : PlainErase.depersonalize(policy, category);
      results.plain(what, rows, time(() -> copies.sql().execute(statement)));
      results.plainDead(what, rows, dead(rows));
      assertThat(copies.sql().number("SELECT count(*) FROM erasure")).isEqualTo(rows);
    }

    /** Dead tuples in the tables of data, once the statistics know of them. */
    private long dead(int atLeast) {
      Eventually.get(
          "dead tuples are counted",
          Duration.ofMinutes(2),
          () ->
              copies
                  .sql()
                  .number(
                      "SELECT n_dead_tup FROM pg_stat_user_tables WHERE relname = 'record' AND schemaname = 'public'"),
          count -> count >= atLeast);
      return copies
          .sql()
          .number(
              "SELECT sum(n_dead_tup) FROM pg_stat_user_tables"
                  + " WHERE relname !~ '^copy_of' AND relname !~ '^retention|^ledger|^key_'");
    }

    private String record(int i) {
      return i % 2 == 0
          ? Samples.account(i, "customer-" + i, now.minus(YEAR.multipliedBy(7)))
          : Samples.mandatory(i, "user-" + i / 2, now.minus(YEAR.multipliedBy(3)));
    }

    private String event(int i) {
      return Samples.activity("user-" + i, now.minus(YEAR.multipliedBy(2)));
    }

    private Path lines(int from, int to, IntFunction<String> line) throws IOException {
      Path file = directory.resolve("lines");
      Iterable<String> lines = IntStream.range(from, to).mapToObj(line)::iterator;
      Files.write(file, lines);
      return file;
    }

    private double send(String path, int from, int to, IntFunction<String> line)
        throws IOException {
      AtomicReference<String> last = new AtomicReference<>();
      try (Stream<String> lines = Files.lines(lines(from, to, line))) {
        double took =
            time(() -> SendFirst.post(api, Role.PRODUCT, path, lines.iterator(), last::set));
        JsonNode summary = RemoteApi.read(last.get()).path("summary");
        assertThat(summary.path("accepted").asInt()).isEqualTo(to - from);
        return took;
      }
    }
  }

  private static String millis(Duration time) {
    return String.format(Locale.ROOT, "%.1f ms", time.toNanos() / 1e6);
  }

  private static double time(Work work) {
    long began = System.nanoTime();
    try {
      work.run();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return (System.nanoTime() - began) / 1e9;
  }

  /** What is measured. */
  private interface Work {
    void run() throws IOException;
  }
}
