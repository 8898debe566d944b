package io.lethe.key;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Await;
import io.lethe.Installation;
import io.lethe.RemoteApi;
import io.lethe.RemoteApi.Answer;
import io.lethe.access.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A {@link Club} of the packaged service, and its keys as two persons of security see them. */
record ClubApi(RemoteApi api, String policy) {

  private static final String JSON = "application/json";
  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final Map<String, ?> CONFIRMED = Map.of("productTokensUpgraded", true);

  /** Stores the policy and activates it. */
  static ClubApi open(RemoteApi api, String policy) {
    ClubApi club = new ClubApi(api, policy);
    String officer = api.token(Role.PRIVACY_OFFICER);
    club.ask(officer, "/policies", "application/yaml", Club.yaml(policy), 201);
    club.ask(officer, "/policies/" + policy + "/versions/1/activate", JSON, "", 200);
    return club;
  }

  private JsonNode ask(String bearer, String path, String type, String body, int expected) {
    Answer answer = ask(bearer, path, type, body);
    if (answer.status() != expected) {
      throw new AssertionError(path + ": " + answer);
    }
    return answer.json();
  }

  private Answer ask(String bearer, String path, String type, String body) {
    try {
      return api.ask(bearer, "/api/v1" + path, type, body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The policy's ring of a purpose, or the key encryption key. */
  String ring(String purpose) {
    return KekRing.is(purpose) ? purpose : policy + "-" + purpose;
  }

  /** Orders something of a ring and returns the job. */
  JsonNode order(String purpose, String what, Map<String, ?> body) {
    return ask(security(), keys(purpose, what), JSON, RemoteApi.write(body), 202);
  }

  private String security() {
    return api.token(Role.SECURITY);
  }

  private String keys(String purpose, String what) {
    return "/keys/" + ring(purpose) + what;
  }

  JsonNode rotate(String purpose) {
    return done(order(purpose, "/rotate", Map.of()));
  }

  JsonNode rewrap(String purpose) {
    return done(order(purpose, "/rewrap", Map.of()));
  }

  /** The code with which the destruction of a version is refused. */
  String refusal(String purpose, int version) {
    Answer answer =
        ask(security(), keys(purpose, destruction(version)), JSON, RemoteApi.write(CONFIRMED));
    if (answer.status() != 409) {
      throw new AssertionError(answer);
    }
    return answer.json().path("code").asText();
  }

  /** Destroys a version by two persons. */
  JsonNode destroy(String purpose, int version) {
    String path = keys(purpose, destruction(version));
    String body = RemoteApi.write(CONFIRMED);
    ask(security(), path, JSON, body, 202);
    String other = api.issuer().mint(Installation.SECOND_PERSON);
    return done(ask(other, path, JSON, body, 202));
  }

  private static String destruction(int version) {
    return "/versions/" + version + "/destroy";
  }

  /** Waits until a job is COMPLETED. */
  JsonNode done(JsonNode job) {
    String id = job.path("id").asText();
    return Await.until(PATIENCE, () -> job(id), seen -> state(seen).equals("COMPLETED"));
  }

  /** A job as it stands; one that has failed is none. */
  JsonNode job(String id) {
    JsonNode job = api.get(Role.SECURITY, "/api/v1/jobs/" + id);
    if (List.of("FAILED", "CANCELLED").contains(state(job))) {
      throw new AssertionError(job);
    }
    return job;
  }

  private static String state(JsonNode job) {
    return job.path("state").asText();
  }

  /** What a version of a ring is, and its uses. */
  JsonNode version(String purpose, int version) {
    for (JsonNode ring : api.get(Role.SECURITY, "/api/v1/keys").path("items")) {
      if (ring.path("ring").asText().equals(ring(purpose))) {
        return ring.path("versions").get(version - 1);
      }
    }
    throw new AssertionError("no ring " + purpose);
  }
}
