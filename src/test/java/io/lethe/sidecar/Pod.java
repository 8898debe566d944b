package io.lethe.sidecar;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Eventually;
import io.lethe.Installation;
import io.lethe.ProductionProcess;
import io.lethe.RemoteApi;
import io.lethe.TestPostgres;
import io.lethe.access.Role;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A central service with TLS, and a sidecar that leases from it: a process each. */
final class Pod implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final HttpClient HEALTH = HttpClient.newHttpClient();

  private final Installation installation;
  private final Map<String, String> settings;
  private ProductionProcess centre;
  private ProductionProcess sidecar;

  private Pod(Installation installation, Map<String, String> settings) {
    this.installation = installation;
    this.settings = settings;
  }

  /**
   * Starts the central service, and prepares the sidecar.
   *
   * @param more settings of the central service
   */
  static Pod create(Path directory, Map<String, String> more) throws Exception {
    Certificate certificate = Certificate.create(directory);
    int port = freePort();
    Map<String, String> centre = new HashMap<>();
    centre.put("quarkus.http.ssl-port", Integer.toString(port));
    centre.put("quarkus.http.ssl.certificate.key-store-file", certificate.keystore().toString());
    centre.put("quarkus.http.ssl.certificate.key-store-password", certificate.password());
    centre.put("lethe.leases.enabled", "true");
    centre.put("lethe.scheduler.enabled", "false");
    centre.putAll(more);
    Installation installation = Installation.create(TestPostgres.fresh(), directory, centre);
    Map<String, String> settings = new HashMap<>();
    settings.put("lethe.mode", "sidecar");
    settings.put("lethe.sidecar.centre", "https://127.0.0.1:" + port);
    settings.put("lethe.sidecar.trust-store", certificate.pem().toString());
    settings.put("lethe.sidecar.token-file", directory.resolve("token").toString());
    settings.put("lethe.sidecar.spool.directory", directory.resolve("spool").toString());
    settings.put("lethe.sidecar.spool.key-file", secret(directory).toString());
    Pod pod = new Pod(installation, settings);
    pod.startCentre();
    Files.writeString(directory.resolve("token"), pod.centre().token(Role.PRODUCT));
    return pod;
  }

  private static Path secret(Path directory) throws IOException {
    byte[] secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    return Files.write(directory.resolve("spool-key"), secret);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  void startCentre() throws IOException {
    centre = installation.start();
  }

  void killCentre() throws InterruptedException {
    centre.kill();
  }

  void startSidecar() throws IOException {
    sidecar = ProductionProcess.start(settings, "-Xmx64m", "-XX:+UseSerialGC").awaitReady();
  }

  void killSidecar() throws InterruptedException {
    sidecar.kill();
  }

  /** Tells the sidecar to end, and returns its exit code. */
  int endSidecar() throws InterruptedException {
    return sidecar.terminate();
  }

  /** Calls to the central service. */
  RemoteApi centre() {
    return installation.api(centre);
  }

  TestPostgres.Database database() {
    return installation.database();
  }

  String output() {
    return sidecar.output();
  }

  /** What the processes took, the sidecar's first. */
  List<Footprint> footprints() throws IOException {
    return List.of(Footprint.of(sidecar), Footprint.of(centre));
  }

  /** A call to the sidecar, without a token. */
  RemoteApi.Answer call(String path, String body) throws IOException {
    return send(path, "application/json", body);
  }

  RemoteApi.Answer send(String path, String type, String body) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(sidecar.url() + path))
            .timeout(PATIENCE)
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return answer(request);
  }

  RemoteApi.Answer get(String path) throws IOException {
    return answer(HttpRequest.newBuilder(URI.create(sidecar.url() + path)).GET().build());
  }

  private static RemoteApi.Answer answer(HttpRequest request) throws IOException {
    try {
      var response = HEALTH.send(request, HttpResponse.BodyHandlers.ofString());
      return new RemoteApi.Answer(response.statusCode(), response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits until the sidecar has a lease, or has none. */
  void awaitLease(boolean held) {
    Eventually.get(
        held ? "a lease" : "no lease",
        PATIENCE,
        () -> metric("lethe_sidecar_lease_left_seconds"),
        left -> left > 0 == held);
  }

  /** A metric of the sidecar. */
  double metric(String name) throws IOException {
    return get("/q/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Waits until nothing is left in the spool. */
  void awaitSent() {
    Eventually.get(
        "sent", PATIENCE, () -> metric("lethe_sidecar_spool_items"), items -> items == 0);
  }

  /** The code of an answer that is a problem. */
  static String code(JsonNode problem) {
    return problem.path("code").asText();
  }

  @Override
  public void close() {
    if (sidecar != null) {
      sidecar.close();
    }
    installation.close();
  }
}
