package io.lethe.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Installation;
import io.lethe.ProductionProcess;
import io.lethe.RemoteApi;
import io.lethe.Samples;
import io.lethe.SendFirst;
import io.lethe.Sql;
import io.lethe.TestPostgres;
import io.lethe.access.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rows per second of the packaged service and of plain SQL, by turns on one database.
 *
 * <p>{@code -Dlethe.benchmark.rows} records of each policy, {@code -Dlethe.benchmark.rounds} turns;
 * the best turn of each counts. It asserts what was done and never how fast.
 */
@Tag("benchmark")
class ThroughputIT {

  private static final int ROWS = Integer.getInteger("lethe.benchmark.rows", 20_000);
  private static final int ROUNDS = Integer.getInteger("lethe.benchmark.rounds", 3);
  private static final int WARM_UP = 5_000;
  private static final Duration YEAR = Duration.ofDays(366);

  private final Instant now = Instant.now();

  @TempDir Path directory;

  @Test
  void receivingDestroyingAndDepersonalizingBesidePlainSql() throws Exception {
    TestPostgres.Database database = TestPostgres.fresh();
    try (Installation lethe =
            Installation.create(
                database,
                directory,
                Map.of(
                    "lethe.scheduler.enabled", "false", "lethe.retention.brakes.max-share", "1"));
        ProductionProcess service = lethe.start("-Xmx512m");
        Sql sql = Sql.open(database);
        PlainInsert plain = new PlainInsert(database)) {
      calm(sql);
      Contest contest = new Contest(lethe.api(service), new Copies(sql), plain);
      contest.round(WARM_UP, new Results());
      Results results = new Results();
      for (int i = 0; i < ROUNDS; i++) {
        contest.round(ROWS, results);
      }
      System.out.println(results.table());
    }
  }

  /** Commits are durable as in production; nothing starts work of its own in the middle. */
  private static void calm(Sql sql) {
    sql.execute("ALTER SYSTEM SET synchronous_commit = on");
    sql.execute("ALTER SYSTEM SET max_wal_size = '8GB'");
    sql.execute("ALTER SYSTEM SET checkpoint_timeout = '1h'");
    sql.execute("ALTER SYSTEM SET autovacuum = off");
    sql.execute("SELECT pg_reload_conf()");
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
      results.service(
          "receive", 2 * rows, time(() -> send("/api/v1/records", 2 * rows, this::record)));
      send("/api/v1/events", rows, this::event);
      copies.takeReceived();
      var batches = plain.read(Copies.RECEIVED);
      copies.clear();
      copies.settle();
      results.plain("receive", 2 * rows, time(() -> plain.insert(batches)));
      act("destroy", rows, "mst_software", "account", results);
      act("depersonalize", rows, "sens", "mandatory", results);
    }

    private void act(String what, int rows, String policy, String category, Results results) {
      copies.restore();
      copies.settle();
      JsonNode run = api.awaitCompleted(api.run(Map.of("policy", policy)));
      assertThat(run.path("destroyed").asInt() + run.path("depersonalized").asInt())
          .isEqualTo(rows);
      results.service(
          what,
          rows,
          Duration.between(
              Instant.parse(run.path("startedAt").asText()),
              Instant.parse(run.path("finishedAt").asText())));
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
      assertThat(copies.sql().number("SELECT count(*) FROM erasure")).isEqualTo(rows);
    }

    private String record(int i) {
      return i % 2 == 0
          ? Samples.account(i, "customer-" + i, now.minus(YEAR.multipliedBy(7)))
          : Samples.mandatory(i, "user-" + i / 2, now.minus(YEAR.multipliedBy(3)));
    }

    private String event(int i) {
      return Samples.activity("user-" + i, now.minus(YEAR.multipliedBy(2)));
    }

    private void send(String path, int count, IntFunction<String> line) throws IOException {
      Iterator<String> lines = IntStream.range(0, count).mapToObj(line).toList().iterator();
      List<String> answers = new ArrayList<>(count + 1);
      SendFirst.post(api, Role.PRODUCT, path, lines, answers::add);
      JsonNode summary = RemoteApi.read(answers.get(count)).path("summary");
      assertThat(summary.path("accepted").asInt()).isEqualTo(count);
    }
  }

  private static Duration time(Work work) {
    long began = System.nanoTime();
    try {
      work.run();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** What is measured. */
  private interface Work {
    void run() throws IOException;
  }
}
