package io.lethe.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Eventually;
import io.lethe.RemoteApi;
import io.lethe.access.Role;
import io.lethe.oracle.RandomPolicies.Policy;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;

/** The versions of policies, saved by one person, approved by another, activated by the first. */
final class Versions {

  private final Replicas replicas;
  private final Random replica;

  Versions(Replicas replicas, Random replica) {
    this.replicas = replicas;
    this.replica = replica;
  }

  /** Saves a version, has it approved where that is needed, and activates it. */
  void next(Sequence sequence) throws IOException {
    int replica = this.replica.nextInt(2);
    Policy draft = sequence.draft();
    int number = sequence.model.versions.size() + 1;
    String yaml = ShortPolicies.yaml(draft, sequence.policy, number);
    Replicas.ok(officer(replica, "anna", "/policies", "application/yaml", yaml), yaml);
    String path = "/policies/" + sequence.policy + "/versions/" + number + "/";
    officer(replica, "boris", path + "approve", "application/json", "");
    JsonNode activated =
        Replicas.ok(officer(1 - replica, "anna", path + "activate", "application/json", ""), path);
    sequence.activated(draft, Instant.parse(activated.path("activatedAt").asText()));
  }

  /** A replica learns by itself of a policy that it has never heard of. */
  void awaitFirst(Sequence sequence, Instant now) {
    for (int replica = 0; replica < 2; replica++) {
      awaitFirst(sequence, now, replica);
    }
  }

  private void awaitFirst(Sequence sequence, Instant now, int replica) {
    Map<String, String> event =
        Map.of(
            "policy",
            sequence.policy,
            "subject",
            "nobody",
            "type",
            "last-activity",
            "at",
            now.toString());
    Eventually.get(
        sequence.policy + " known",
        Duration.ofMinutes(1),
        () -> replicas.post(replica, Role.PRODUCT, "/events", event).toString(),
        answer -> answer.contains("SUBJECT_UNKNOWN"));
  }

  private RemoteApi.Answer officer(int replica, String who, String path, String type, String body)
      throws IOException {
    return replicas.post(replica, Role.PRIVACY_OFFICER, who, path, type, body);
  }
}
