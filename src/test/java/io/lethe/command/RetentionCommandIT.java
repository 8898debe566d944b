package io.lethe.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Eventually;
import io.lethe.Installation;
import io.lethe.ProductionCommand;
import io.lethe.ProductionCommand.Result;
import io.lethe.ProductionProcess;
import io.lethe.RemoteApi;
import io.lethe.Samples;
import io.lethe.Sql;
import io.lethe.TestPostgres;
import io.lethe.access.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged artifact's command line, alone and beside a server. */
@Tag("slow")
class RetentionCommandIT {

  private static final int EACH = 300;
  private static final Duration YEAR = Duration.ofDays(366);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Map<String, String> SETTINGS =
      Map.of(
          "lethe.scheduler.enabled", "false",
          "lethe.retention.brakes.max-clock-jump", "10000d",
          "lethe.retention.batch-size", "25",
          "lethe.retention.poll-every", "0.2s");
  private static final Map<String, String> BRAKED =
      Map.of("lethe.retention.brakes.floor", "1", "lethe.retention.brakes.max-share", "0.01");

  @TempDir Path directory;

  @Test
  void commandMakesOnePassAndSaysHowItEnded() throws Exception {
    TestPostgres.Database database = TestPostgres.fresh();
    try (Installation lethe = Installation.create(database, directory, SETTINGS);
        Sql sql = Sql.open(database)) {
      Instant now = Instant.now();
      Instant between = now.minus(YEAR.multipliedBy(2));
      try (ProductionProcess server = lethe.start("-Xmx256m")) {
        receive(lethe.api(server), now);

        // Beside a server
        Result shared = lethe.command(Map.of(), "retention", "run", "--as-of", between.toString());
        assertThat(shared.exit()).as(shared.toString()).isZero();
        assertThat(last(shared).path("destroyed").asInt()).isEqualTo(EACH);
        server.terminate();
      }
      assertThat(records(sql, "erasure")).isEqualTo(EACH);
      List<String> whole = whole(sql);
      assertThat(whole).hasSize(2 * EACH);

      // A dry run
      Result dry =
          lethe.command(Map.of(), "retention", "run", "--policy", "mst_software", "--dry-run");
      assertThat(dry.exit()).as(dry.toString()).isZero();
      assertThat(last(dry).path("destroyed").asInt()).isEqualTo(EACH);
      assertThat(whole(sql)).isEqualTo(whole);

      // A braked run touches nothing
      Result braked = lethe.command(BRAKED, "retention", "run", "--policy", "sens");
      assertThat(braked.exit()).as(braked.toString()).isEqualTo(6);
      assertThat(last(braked).path("braked")).hasSize(1);
      assertThat(whole(sql)).isEqualTo(whole);

      // Alone, and told to end in the middle
      ends(lethe, sql);
      Result alone = lethe.command(Map.of(), "retention", "run", "--policy", "mst_software");
      assertThat(alone.exit()).as(alone.toString()).isZero();
      assertThat(alone.out())
          .hasSizeGreaterThan(1)
          .allMatch(line -> RemoteApi.read(line).has("at"));
      assertThat(last(alone).path("requestedBy").asText()).isEqualTo("retention@command-line");
      assertThat(alone.err()).noneMatch(line -> line.contains("Listening on: http"));
      assertThat(sql.column("SELECT DISTINCT policy FROM record")).containsExactly("sens");
      assertThat(records(sql, "erasure")).isEqualTo(2 * EACH);
      assertThat(sql.number("SELECT count(*) FROM act")).isGreaterThanOrEqualTo(2);
      assertThat(sql.number("SELECT count(DISTINCT record_id) FROM erasure")).isEqualTo(2 * EACH);
    }
  }

  /**
   * The command is told to end while a batch waits: the run is queued again, with nothing of it.
   */
  private static void ends(Installation lethe, Sql sql) throws Exception {
    long before = records(sql, "erasure");
    try (Sql obstacle = Sql.open(lethe.database()).begin()) {
      obstacle.execute("LOCK TABLE erasure IN SHARE ROW EXCLUSIVE MODE");
      ProductionCommand command = lethe.begin("retention", "run", "--policy", "mst_software");
      Eventually.get(
          "a batch waiting",
          PATIENCE,
          () ->
              sql.number(
                  "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                      + " AND cardinality(pg_blocking_pids(pid)) > 0"),
          count -> count > 0);
      command.terminate();
      assertThat(command.awaitExit().exit()).isEqualTo(143);
    }
    assertThat(records(sql, "erasure")).isEqualTo(before);
    assertThat(sql.number("SELECT count(*) FROM retention_run WHERE state = 'QUEUED'"))
        .isEqualTo(1);
  }

  @Test
  void wrongArgumentsAreRefusedWithoutAStart() throws Exception {
    // When
    Result result = ProductionCommand.start(Map.of(), "retention", "run", "--fast").awaitExit();

    // Then
    assertThat(result.exit()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("lethe: unknown option: --fast");
  }

  @Test
  void databaseThatIsNotThereIsNamedInOneLine() throws Exception {
    try (Installation lethe = Installation.create(TestPostgres.fresh(), directory, Map.of())) {
      // When
      Result result =
          lethe.command(
              Map.of("lethe.database.url", "postgresql://127.0.0.1:1/none"), "retention", "run");

      // Then
      assertThat(result.exit()).isEqualTo(3);
      assertThat(result.out()).isEmpty();
      assertThat(result.err())
          .filteredOn(line -> !line.startsWith("{"))
          .containsExactly("lethe: the database of lethe.database.url cannot be reached");
    }
  }

  private static void receive(RemoteApi api, Instant now) {
    List<String> accounts =
        IntStream.range(0, 2 * EACH)
            .mapToObj(
                i ->
                    Samples.account(
                        i, "customer-" + i, now.minus(YEAR.multipliedBy(i < EACH ? 9 : 7))))
            .toList();
    List<String> idle =
        IntStream.range(0, EACH)
            .mapToObj(i -> Samples.mandatory(i, "idle-" + i, now.minus(YEAR.multipliedBy(2))))
            .toList();
    List<String> activity =
        IntStream.range(0, EACH)
            .mapToObj(
                i -> Samples.activity("idle-" + i, now.minus(YEAR.multipliedBy(2)).plusSeconds(60)))
            .toList();
    api.stream(Role.PRODUCT, "/api/v1/records", accounts);
    api.stream(Role.PRODUCT, "/api/v1/records", idle);
    api.stream(Role.PRODUCT, "/api/v1/events", activity);
  }

  private static JsonNode last(Result result) {
    JsonNode last = RemoteApi.read(result.out().get(result.out().size() - 1));
    assertThat(last.path("exitCode").asInt(-1)).isEqualTo(result.exit());
    return last;
  }

  private static long records(Sql sql, String table) {
    return sql.number("SELECT count(*) FROM " + table);
  }

  private static List<String> whole(Sql sql) {
    return List.copyOf(new TreeSet<>(sql.column("SELECT id || md5(r::text) FROM record r")));
  }
}
