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
import java.util.List;
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
 * Bytes of each row and of its entries in indexes, and of the write-ahead log for each step of a
 * record's life, of persons with one record and two searchable fields each: what docs/scale.md
 * reckons with.
 *
 * <p>{@code -Dlethe.benchmark.people} persons. It asserts what was done, and prints sizes and how
 * fast jobs over everything were.
 */
@Tag("benchmark")
class StorageIT {

  private static final int PEOPLE = Integer.getInteger("lethe.benchmark.people", 200_000);
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private static final String TABLES =
      """
      SELECT format('| %s | %s | %s |', c.oid::regclass, c.reltuples::bigint,
          round(pg_table_size(c.oid)::numeric / c.reltuples::numeric))
        || COALESCE((SELECT string_agg(format(' %s: %s, %s;', i.indexrelid::regclass,
            round(pg_relation_size(i.indexrelid)::numeric / c.reltuples::numeric),
            CASE a.amname WHEN 'btree' THEN (bt_metap(i.indexrelid::regclass::text)).level + 1 END),
            '' ORDER BY i.indexrelid)
          FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am a ON a.oid = x.relam
          WHERE i.indrelid = c.oid), '')
      FROM pg_class c WHERE c.relkind = 'r' AND c.reltuples >= :least
        AND c.relnamespace IN ('public'::regnamespace, 'lethe_key'::regnamespace,
          'depersonalized'::regnamespace)
      ORDER BY c.relname
      """;

  private final Instant now = Instant.now();

  @TempDir Path directory;

  /** A database whose log was read up to a point. */
  private static final class Meter {
    private final Sql sql;
    private String lsn;

    private Meter(Sql sql) {
      this.sql = sql;
      lsn = lsn();
    }

    private String lsn() {
      return sql.column("SELECT pg_current_wal_insert_lsn()").get(0);
    }

    private void settle() {
      sql.execute("VACUUM ANALYZE");
      sql.execute("CHECKPOINT");
      lsn = lsn();
    }

    private void print(String what, long rows, double seconds) {
      long bytes = sql.number("SELECT pg_current_wal_insert_lsn() - '" + lsn + "'::pg_lsn");
      System.out.printf(
          Locale.ROOT,
          "storage: %s: %,d rows, %d bytes of log for each, %,.0f per second%n",
          what,
          rows,
          bytes / rows,
          rows / seconds);
      settle();
    }
  }

  @Test
  void bytesOfEachRowAndStep() throws Exception {
    TestPostgres.Database database = TestPostgres.large();
    Path export = Files.createDirectory(directory.resolve("export"));
    try (Installation lethe =
            Installation.create(
                database,
                directory,
                Map.of(
                    "lethe.scheduler.enabled", "false",
                    "lethe.retention.brakes.max-share", "1",
                    "lethe.retention.brakes.max-records", Integer.toString(PEOPLE),
                    "lethe.export.directory", export.toString(),
                    "lethe.key-rings.jobs-every", "0.2s",
                    "lethe.key-rings.refresh-every", "0.2s"));
        ProductionProcess service = lethe.start("-Xmx1g");
        Sql sql = Sql.open(database)) {
      RemoteApi api = lethe.api(service);
      sql.execute("CREATE EXTENSION pageinspect");
      send(api, "/api/v1/records", 0, PEOPLE / 10, this::record);
      Meter meter = new Meter(sql);
      meter.settle();

      // Received
      int rows = PEOPLE - PEOPLE / 10;
      meter.print("receive", rows, send(api, "/api/v1/records", PEOPLE / 10, PEOPLE, this::record));
      sql.column(tables(PEOPLE / 2)).forEach(System.out::println);

      // Active
      meter.print(
          "activity",
          PEOPLE,
          send(
              api,
              "/api/v1/events",
              0,
              PEOPLE,
              i -> Samples.activity("user-" + i, now.minus(Duration.ofDays(800)))));

      // Moved to the next version of a key
      for (String ring : List.of("sens-subject", "sens-index", "sens-data")) {
        job(api, ring + "/rotate");
        meter.settle();
        long began = System.nanoTime();
        JsonNode job = job(api, ring + "/rewrap");
        meter.print(
            "rewrap of " + ring, job.path("moved").asLong(), (System.nanoTime() - began) / 1e9);
      }

      // Worked out anew
      long began = System.nanoTime();
      sql.execute("UPDATE retention_sweep SET finished_at = NULL");
      Eventually.get(
          "swept",
          PATIENCE,
          () -> sql.number("SELECT count(finished_at) FROM retention_sweep"),
          swept -> swept == 1);
      assertThat(sql.number("SELECT records FROM retention_sweep")).isEqualTo(PEOPLE);
      meter.print("sweep", PEOPLE, (System.nanoTime() - began) / 1e9);

      // Depersonalized, and exported: a tombstone is a fact
      began = System.nanoTime();
      UUID run = api.run(Map.of("policy", "sens"));
      JsonNode done = api.awaitCompleted(run);
      assertThat(done.path("depersonalized").asInt()).isEqualTo(PEOPLE);
      Instant started = Instant.parse(done.path("startedAt").asText());
      Instant finished = Instant.parse(done.path("finishedAt").asText());
      Eventually.get(
          "all is exported",
          PATIENCE,
          () -> sql.number("SELECT count(*) FROM export_fact"),
          left -> left == 0);
      System.out.printf(
          Locale.ROOT,
          "storage: export: at least %,.0f facts per second%n",
          PEOPLE * 1e9 / (System.nanoTime() - began));
      meter.print("depersonalize", PEOPLE, Duration.between(started, finished).toMillis() / 1e3);
      sql.column(tables(PEOPLE / 2)).forEach(System.out::println);
    }
  }

  private static String tables(int least) {
    return TABLES.replace(":least", Integer.toString(least));
  }

  private String record(int i) {
    return Samples.mandatory(i, "user-" + i, now.minus(Duration.ofDays(1200)));
  }

  private static JsonNode job(RemoteApi api, String what) {
    String id = api.post(Role.SECURITY, "/api/v1/keys/" + what, Map.of()).path("id").asText();
    JsonNode ended =
        Eventually.get(
            what + " has ended",
            PATIENCE,
            () -> api.get(Role.SECURITY, "/api/v1/jobs/" + id),
            job -> !job.path("finishedAt").isNull() && job.has("finishedAt"));
    assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("COMPLETED");
    return ended;
  }

  private double send(RemoteApi api, String path, int from, int to, IntFunction<String> line)
      throws IOException {
    Path file = directory.resolve("lines");
    Iterable<String> all = IntStream.range(from, to).mapToObj(line)::iterator;
    Files.write(file, all);
    AtomicReference<String> last = new AtomicReference<>();
    long began = System.nanoTime();
    try (Stream<String> lines = Files.lines(file)) {
      SendFirst.post(api, Role.PRODUCT, path, lines.iterator(), last::set);
    }
    double took = (System.nanoTime() - began) / 1e9;
    assertThat(RemoteApi.read(last.get()).path("summary").path("accepted").asInt())
        .isEqualTo(to - from);
    return took;
  }
}
