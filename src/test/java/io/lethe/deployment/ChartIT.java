package io.lethe.deployment;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.Eventually;
import io.lethe.KeystoreFile;
import io.lethe.OidcDouble;
import io.lethe.ProductionCommand;
import io.lethe.ProductionProcess;
import io.lethe.RemoteApi;
import io.lethe.Sql;
import io.lethe.access.Role;
import io.lethe.retention.Books;
import io.lethe.retention.Population;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged artifact as the chart installs it, over a PostgreSQL of its own whose roles own
 * their databases and nothing else.
 */
@Tag("slow")
class ChartIT {

  private static final String SMALL = "values-small.yaml";
  private static final String PRODUCTION = "values-production.yaml";
  private static final int DUE = 100;
  private static final int TERMINATED = 128 + 15;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path directory;

  private InstalledDatabases databases;
  private OidcDouble issuer;
  private Map<String, Map<String, byte[]>> secrets;

  @BeforeEach
  void prepareWhatIsThere() throws Exception {
    databases = InstalledDatabases.start(directory.resolve("postgres"));
    issuer = OidcDouble.start();
    KeystoreFile keystore = KeystoreFile.create(directory);
    Map<String, byte[]> variables = new HashMap<>();
    databases.secrets().forEach((name, value) -> variables.put(name, value.getBytes(UTF_8)));
    variables.put("LETHE_KEYS_KEYSTORE_PASSWORD", keystore.password().getBytes(UTF_8));
    secrets =
        Map.of(
            "lethe",
            variables,
            "lethe-keystore",
            Map.of("lethe.p12", Files.readAllBytes(keystore.path())));
  }

  @AfterEach
  void endWhatWasThere() throws IOException {
    issuer.close();
    databases.close();
  }

  @Test
  void podThatEndsInTheMiddleOfARunLosesNoBatch() throws Exception {
    try (Release release = release(PRODUCTION, Map.of());
        Sql sql = Sql.open(databases.data())) {
      // Given
      succeeds(release.migration());
      ProductionProcess first = release.server().awaitReady();
      release.probes().forEach(path -> answers(first, path));
      Population sent = Population.send(api(first), DUE);
      UUID run;
      try (Sql obstacle = obstacle()) {
        run = api(first).run(Map.of());
        awaitBatch(obstacle);

        // When
        assertThat(release.end(first)).isEqualTo(TERMINATED);
      }

      // Then
      assertThat(sql.column("SELECT state FROM retention_run WHERE NOT dry_run"))
          .containsExactly("QUEUED");
      assertThat(sql.number("SELECT count(*) FROM erasure")).isZero();
      ProductionProcess second = release.server().awaitReady();
      api(second).awaitCompleted(run);
      assertAllDoneOnce(sql, sent);
      succeeds(release.job("lethe-retention"));
      assertAllDoneOnce(sql, sent);
      assertThat(release.end(second)).isEqualTo(TERMINATED);
    }
  }

  @Test
  void replicaThatEndsInTheMiddleOfARunLeavesItToTheOther() throws Exception {
    try (Release release = release(PRODUCTION, Map.of("lethe.retention.batch-size", 10));
        Sql sql = Sql.open(databases.data())) {
      // Given
      succeeds(release.migration());
      ProductionProcess one = release.server().awaitReady();
      Population sent = Population.send(api(one), DUE);
      UUID run;
      ProductionProcess other;
      try (Sql obstacle = obstacle()) {
        run = api(one).run(Map.of());
        awaitBatch(obstacle);
        other = release.server().awaitReady();

        // When
        assertThat(release.end(one)).isEqualTo(TERMINATED);
      }

      // Then
      api(other).awaitCompleted(run);
      assertAllDoneOnce(sql, sent);
      assertThat(release.end(other)).isEqualTo(TERMINATED);
    }
  }

  @Test
  void misspeltSettingRefusesTheStart() throws Exception {
    try (Release release = release(SMALL, Map.of("lethe.retention.batch-sise", 10))) {
      // When
      ProductionProcess server = release.server();
      int exit = server.awaitExit();

      // Then
      assertThat(exit).isNotZero();
      assertThat(server.output())
          .contains("lethe.retention.batch-sise")
          .doesNotContain("Flyway", "password of");
    }
  }

  private Release release(String file, Map<String, Object> settings) throws IOException {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("lethe.retention.brakes.max-share", "1");
    all.put("lethe.retention.poll-every", "0.2s");
    Map<String, Object> values =
        Map.of(
            "database", databases.values(),
            "oidc", Map.of("issuer", issuer.issuer()),
            "keys", Map.of("provider", "keystore"),
            "trust", Map.of("configMap", ""),
            "grants", List.of(grant(Role.PRODUCT), grant(Role.PRIVACY_OFFICER)),
            "settings", all,
            "externalSecrets", Map.of("keystore", Map.of("key", "lethe", "property", "file")));
    return new Release(directory, file, values, secrets);
  }

  private static Map<String, Object> grant(Role role) {
    List<String> all = List.of("*");
    return Map.of(
        "subject", role.label(),
        "roles", List.of(role.label()),
        "policies", all,
        "categories", all,
        "fields", all);
  }

  private RemoteApi api(ProductionProcess server) {
    return new RemoteApi(server.url(), issuer);
  }

  private static void answers(ProductionProcess server, String path) {
    Eventually.get(
        path + " answers 200",
        PATIENCE,
        () -> given().baseUri(server.url()).get(path).statusCode(),
        status -> status == 200);
  }

  private static void succeeds(ProductionCommand.Result job) {
    assertThat(job.exit()).as("%s", job).isZero();
  }

  /** Keeps every batch from its end until it is closed. */
  private Sql obstacle() {
    Sql obstacle = Sql.open(databases.data()).begin();
    obstacle.execute("LOCK TABLE erasure IN SHARE ROW EXCLUSIVE MODE");
    return obstacle;
  }

  private static void awaitBatch(Sql sql) {
    Eventually.get(
        "a batch waiting",
        PATIENCE,
        () ->
            sql.number(
                "SELECT count(*) FROM pg_locks"
                    + " WHERE relation = 'erasure'::regclass AND NOT granted"),
        waiting -> waiting > 0);
  }

  private static void assertAllDoneOnce(Sql sql, Population sent) {
    Books books = new Books(sql);
    books.everyRecordIsWholeOrJournalledOnce(sent);
    books.everyRunCountsWhatItJournalled();
  }
}
