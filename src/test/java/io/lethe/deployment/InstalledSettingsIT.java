package io.lethe.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.lethe.Eventually;
import io.lethe.KeystoreFile;
import io.lethe.OidcDouble;
import io.lethe.ProductionCommand;
import io.lethe.ProductionProcess;
import io.lethe.TestPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged artifact with the settings of the manifests, as pods have them. */
@Tag("slow")
class InstalledSettingsIT {

  private static final Path BASE = Path.of("k8s/base/lethe.properties");
  private static final Path COMPONENTS = Path.of("k8s/components");
  private static final Pattern SECURED = Pattern.compile("Listening on: (https://[^:]+:\\d+)");
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @TempDir Path directory;

  /** Also that variables win over the file of the installation, which names no database. */
  @Test
  void serversWaitForTheMigrationOfTheJob() throws Exception {
    // Given
    TestPostgres.Database database = TestPostgres.fresh();
    try (OidcDouble issuer = OidcDouble.start()) {
      Map<String, String> pod =
          install(
              database,
              issuer.issuer(),
              COMPONENTS.resolve("retention/retention.properties"),
              COMPONENTS.resolve("migration/migration.properties"));

      // A server before the Job
      try (ProductionProcess early = ProductionProcess.start(pod)) {
        assertThat(early.awaitExit()).isNotZero();
        assertThat(early.output()).contains("FlywayValidateException");
      }

      // The Job, whose command wins over the files
      ProductionCommand.Result migration =
          ProductionCommand.start(pod, commandOfTheJob()).awaitExit();
      assertThat(migration.exit()).as("%s", migration).isZero();
      assertThat(migration.out()).last().asString().startsWith("{\"data\": \"");

      // A server after it
      try (ProductionProcess server = ProductionProcess.start(pod)) {
        server.awaitReady();
        assertThat(server.terminate()).isEqualTo(143);
      }
    }
  }

  @Test
  void certificatesAreThoseOfTheSettings() throws Exception {
    // Given
    TestPostgres.Database database = TestPostgres.fresh();
    ServerCertificate certificate = ServerCertificate.create(directory);
    BlockingQueue<String> discoveries = new LinkedBlockingQueue<>();
    HttpsServer issuer = issuer(certificate, discoveries);
    Map<String, String> pod =
        new HashMap<>(
            install(
                database,
                "https://127.0.0.1:" + issuer.getAddress().getPort(),
                COMPONENTS.resolve("tls/tls.properties"),
                COMPONENTS.resolve("trust/trust.properties")));
    pod.put("QUARKUS_HTTP_SSL_PORT", "0");
    pod.put("QUARKUS_TLS_SERVER_KEY_STORE_PEM_0_CERT", certificate.certificate().toString());
    pod.put("QUARKUS_TLS_SERVER_KEY_STORE_PEM_0_KEY", certificate.key().toString());
    pod.put("QUARKUS_TLS_ISSUER_TRUST_STORE_PEM_CERTS", certificate.certificate().toString());
    pod.put("LETHE_DATABASE_AUTHORITIES", certificate.certificate().toString());

    // When
    try (ProductionProcess server = ProductionProcess.start(pod)) {
      Matcher address =
          Eventually.get(
              "secured", PATIENCE, () -> SECURED.matcher(server.output()), Matcher::find);
      HttpResponse<String> ready =
          HttpClient.newBuilder()
              .sslContext(certificate.context())
              .build()
              .send(
                  HttpRequest.newBuilder(URI.create(address.group(1) + "/q/health/ready")).build(),
                  HttpResponse.BodyHandlers.ofString());

      // Then
      assertThat(ready.statusCode()).as("%s", server.output()).isEqualTo(200);
      assertThat(server.output()).doesNotContain("Listening on: http://");
      assertThat(discoveries.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .isEqualTo("/.well-known/openid-configuration");
      assertThat(server.terminate()).isEqualTo(143);
    } finally {
      issuer.stop(0);
    }
  }

  /** Knows no keys; whoever does not trust its certificate never gets to ask. */
  private static HttpsServer issuer(ServerCertificate certificate, Queue<String> requests)
      throws IOException {
    HttpsServer issuer =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuer.setHttpsConfigurator(new HttpsConfigurator(certificate.context()));
    String address = "https://127.0.0.1:" + issuer.getAddress().getPort();
    issuer.createContext(
        "/",
        exchange -> {
          requests.add(exchange.getRequestURI().getPath());
          byte[] answer =
              "{\"issuer\":\"%s\",\"jwks_uri\":\"%1$s/jwks\",\"keys\":[]}"
                  .formatted(address)
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("content-type", "application/json");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    issuer.start();
    return issuer;
  }

  private static String[] commandOfTheJob() {
    CronJob job =
        (CronJob) ApiTypes.read(Yaml.document(Path.of("k8s/components/migration/cronjob.yaml")));
    return job.getSpec()
        .getJobTemplate()
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .get(0)
        .getArgs()
        .toArray(String[]::new);
  }

  /** Writes the files, those of the installation among them, and returns the variables of a pod. */
  private Map<String, String> install(
      TestPostgres.Database database, String issuer, Path... components) throws Exception {
    Path settings = Files.createDirectory(directory.resolve("settings"));
    Files.copy(BASE, settings.resolve(BASE.getFileName()));
    for (Path file : components) {
      Files.copy(file, settings.resolve(file.getFileName()));
    }
    KeystoreFile keystore = KeystoreFile.create(directory);
    write(
        settings.resolve("installation.properties"),
        Map.of(
            "config_ordinal", ordinalOfAnInstallation(),
            "lethe.database.url", "postgresql://nowhere.invalid/lethe",
            "lethe.oidc.issuer", issuer,
            "lethe.keys.keystore.path", keystore.path().toString(),
            "lethe.export.directory",
                Files.createDirectory(directory.resolve("export")).toString()));
    return Map.of(
        "SMALLRYE_CONFIG_LOCATIONS", settings.toString(),
        "LETHE_DATABASE_URL", database.url(),
        "LETHE_DATABASE_USERNAME", database.username(),
        "LETHE_DATABASE_PASSWORD", database.password(),
        "LETHE_KEYS_KEYSTORE_PASSWORD", keystore.password());
  }

  private static String ordinalOfAnInstallation() {
    Path overlay = Path.of("k8s/overlays/small/installation.properties");
    return Yaml.properties(Yaml.read(overlay)).get("config_ordinal");
  }

  private static void write(Path file, Map<String, String> settings) throws IOException {
    StringBuilder lines = new StringBuilder();
    settings.forEach((key, value) -> lines.append(key).append('=').append(value).append('\n'));
    Files.writeString(file, lines);
  }
}
