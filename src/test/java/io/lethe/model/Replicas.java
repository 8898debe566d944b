package io.lethe.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Artifact;
import io.lethe.ProductionProcess;
import io.lethe.RemoteApi;
import io.lethe.RemoteApi.Answer;
import io.lethe.TestPostgres;
import io.lethe.access.Role;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Two processes of the packaged local artifact on one database, whose clocks are moved together.
 *
 * <p>Nothing but what is asked for acts: the schedule is off, and so are the brakes.
 */
final class Replicas implements AutoCloseable {

  private static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("quarkus.profile", "local"),
          Map.entry("lethe.scheduler.enabled", "false"),
          Map.entry("lethe.retention.brakes.max-share", "1"),
          Map.entry("lethe.retention.brakes.max-deviation", "1000000"),
          Map.entry("lethe.retention.batch-size", "6"),
          Map.entry("lethe.retention.poll-every", "0.05s"),
          Map.entry("lethe.retention.heartbeat-every", "0.5s"),
          Map.entry("lethe.retention.heartbeat-timeout", "3s"),
          Map.entry("lethe.policies.reload-every", "0.5s"),
          Map.entry("lethe.policies.recompute-every", "0.1s"),
          Map.entry("lethe.policies.recompute-timeout", "3s"),
          Map.entry("lethe.key-rings.refresh-every", "0.2s"),
          Map.entry("lethe.key-rings.replica-timeout", "3s"),
          Map.entry("lethe.key-rings.job-timeout", "3s"),
          Map.entry("lethe.key-rings.jobs-every", "0.2s"));

  private final Artifact artifact;
  private final TestPostgres.Database database;
  private final ProductionProcess[] processes = new ProductionProcess[2];
  private final Map<String, String> tokens = new HashMap<>();

  Replicas(Artifact artifact, TestPostgres.Database database, Instant start) throws IOException {
    this.artifact = artifact;
    this.database = database;
    spawn(0, start);
    processes[0].awaitReady();
    spawn(1, start);
    processes[1].awaitReady();
  }

  private void spawn(int replica, Instant now) throws IOException {
    Map<String, String> settings = new HashMap<>(SETTINGS);
    settings.put("lethe.database.url", database.url());
    settings.put("lethe.database.username", database.username());
    settings.put("lethe.database.password", database.password());
    settings.put("lethe.clock.start", now.toString());
    processes[replica] = ProductionProcess.start(artifact, settings, "-Xmx256m");
    tokens.keySet().removeIf(key -> key.startsWith(replica + "/"));
  }

  /** Kills one as it stands, and starts it again, without waiting until it serves. */
  void crash(int replica) throws IOException, InterruptedException {
    processes[replica].kill();
    spawn(replica, now(1 - replica));
  }

  /** Waits until a replica serves, and has it tell the time of the other one. */
  void back(int replica) throws IOException {
    processes[replica].awaitReady();
    set(replica, now(1 - replica));
  }

  /** Moves both clocks to this instant; the second one by what it took to move the first. */
  void moveTo(Instant now) throws IOException {
    long began = System.nanoTime();
    set(0, now);
    set(1, now.plus(Duration.ofNanos(System.nanoTime() - began)));
  }

  private void set(int replica, Instant now) throws IOException {
    ok(
        api(replica).put("/dev/clock", RemoteApi.write(Map.of("now", now.toString()))),
        "/dev/clock");
  }

  Instant now(int replica) throws IOException {
    return Instant.parse(api(replica).ask("", "/dev/clock").json().path("now").asText());
  }

  JsonNode post(int replica, Role role, String path, Map<String, ?> body) throws IOException {
    Answer answer =
        api(replica)
            .ask(
                token(replica, role, role.label()),
                "/api/v1" + path,
                "application/json",
                RemoteApi.write(body));
    return ok(answer, path);
  }

  /** Posts as a person of a name, and gives whatever is answered. */
  Answer post(int replica, Role role, String who, String path, String type, String body)
      throws IOException {
    return api(replica).ask(token(replica, role, who), "/api/v1" + path, type, body);
  }

  Answer get(int replica, Role role, String path) throws IOException {
    return api(replica).ask(token(replica, role, role.label()), "/api/v1" + path);
  }

  static JsonNode ok(Answer answer, String path) {
    if (answer.status() / 100 != 2) {
      throw new AssertionError(path + " answered " + answer);
    }
    return answer.json();
  }

  private String token(int replica, Role role, String who) throws IOException {
    String key = replica + "/" + role + "/" + who;
    String known = tokens.get(key);
    if (known != null) {
      return known;
    }
    Map<String, String> body = Map.of("role", role.label(), "subject", who);
    String token =
        ok(
                api(replica).ask("", "/dev/tokens", "application/json", RemoteApi.write(body)),
                "/dev/tokens")
            .path("token")
            .asText();
    tokens.put(key, token);
    return token;
  }

  private RemoteApi api(int replica) {
    return new RemoteApi(processes[replica].url(), null);
  }

  /** What both have printed, for a failure. */
  String output() {
    return processes[0].output() + "\n---\n" + processes[1].output();
  }

  @Override
  public void close() {
    for (ProductionProcess process : processes) {
      if (process != null) {
        process.close();
      }
    }
  }
}
