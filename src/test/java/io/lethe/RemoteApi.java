package io.lethe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lethe.access.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Calls to a packaged service, each by the caller that has every grant of its role.
 *
 * @param errors what the service has logged of errors, for whoever reads why a test has failed
 */
public record RemoteApi(String url, OidcDouble issuer, Supplier<String> errors) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** The same where nobody reads the service's log. */
  public RemoteApi(String url, OidcDouble issuer) {
    this(url, issuer, () -> "");
  }

  /** The caller of a role. */
  public String token(Role role) {
    return issuer.mint(role.label());
  }

  public JsonNode get(Role role, String path) {
    return read(text(role, path));
  }

  public String text(Role role, String path) {
    return send(request(role, path).GET());
  }

  public JsonNode post(Role role, String path, Map<String, ?> body) {
    return json(role, "POST", path, body);
  }

  public JsonNode patch(Role role, String path, Map<String, ?> body) {
    return json(role, "PATCH", path, body);
  }

  private JsonNode json(Role role, String method, String path, Map<String, ?> body) {
    return read(
        send(
            request(role, path)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(write(body)))));
  }

  /**
   * Posts as a caller and answers whatever comes.
   *
   * @param bearer the caller's token
   * @throws IOException when the connection breaks, and nobody knows how far it came
   */
  public Answer ask(String bearer, String path, String type, String body) throws IOException {
    HttpRequest request =
        request(path, bearer)
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body))
            .build();
    return answer(request);
  }

  /** The same for what has no body. */
  public Answer ask(String bearer, String path) throws IOException {
    return answer(request(path, bearer).GET().build());
  }

  /** Puts what needs no token, and answers whatever comes. */
  public Answer put(String path, String body) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body))
            .build();
    return answer(request);
  }

  private static Answer answer(HttpRequest request) throws IOException {
    try {
      var response = CLIENT.send(request, BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Sends a line per item and returns the answers to them; none of them may be refused. */
  public List<JsonNode> stream(Role role, String path, List<String> lines) {
    String answer =
        send(
            request(role, path)
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofString(String.join("\n", lines))));
    List<JsonNode> answers = new ArrayList<>(lines.size());
    answer.lines().map(RemoteApi::read).forEach(answers::add);
    JsonNode summary = answers.remove(answers.size() - 1).path("summary");
    if (summary.path("accepted").asInt() != lines.size()) {
      throw new IllegalStateException("refused: " + summary);
    }
    return answers;
  }

  /** Asks for a run and returns its id. */
  public UUID run(Map<String, ?> what) {
    return UUID.fromString(
        post(Role.PRIVACY_OFFICER, "/api/v1/retention/runs", what).path("id").asText());
  }

  /** Waits until a run is COMPLETED and returns it; fails when it FAILED. */
  public JsonNode awaitCompleted(UUID run) {
    return Eventually.get(
        "run " + run + " is COMPLETED",
        PATIENCE,
        () -> get(Role.PRIVACY_OFFICER, "/api/v1/retention/runs/" + run),
        view -> {
          if (view.path("state").asText().equals("FAILED")) {
            throw new IllegalStateException(view.toString());
          }
          return view.path("state").asText().equals("COMPLETED");
        });
  }

  private HttpRequest.Builder request(Role role, String path) {
    return request(path, token(role));
  }

  private HttpRequest.Builder request(String path, String bearer) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + bearer);
  }

  private String send(HttpRequest.Builder request) {
    try {
      Answer answer = answer(request.build());
      if (answer.status() / 100 != 2) {
        throw new IllegalStateException(answer + errors.get());
      }
      return answer.text();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An answer of whatever status. */
  public record Answer(int status, String text) {

    public JsonNode json() {
      return read(text);
    }
  }

  /** JSON text of a value. */
  public static String write(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** JSON text as a tree. */
  public static JsonNode read(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
