package io.lethe.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.RemoteApi;
import io.lethe.RemoteApi.Answer;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A product's client of a {@link Club} at one replica; whatever it asks must be answered well. */
final class ClubClient {

  private static final String JSON = "application/json";

  private final Replicas replicas;
  private final int place;
  private final String policy;
  private final String product;
  private final String reidentifier;

  ClubClient(Replicas replicas, int place, String policy) {
    this.replicas = replicas;
    this.place = place;
    this.policy = policy;
    this.product = replicas.api(0).token(Role.PRODUCT);
    this.reidentifier = replicas.api(0).token(Role.REIDENTIFIER);
  }

  Person person(int number) {
    return new Person(policy, number);
  }

  private JsonNode post(String bearer, String path, String body) throws IOException {
    return json(replicas.ask(place, api -> api.ask(bearer, "/api/v1" + path, JSON, body)));
  }

  private static JsonNode json(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json();
  }

  /** Sends records that are accepted and returns the answers to them. */
  List<JsonNode> accepted(List<String> records) throws IOException {
    List<JsonNode> items = items("/records", records);
    assertThat(items).allMatch(item -> item.path("status").asText().equals("accepted"));
    return items;
  }

  /** Sends a record without a word on when it was collected: its person was destroyed. */
  void refusedAsDestroyed(Person person) throws IOException {
    JsonNode item = items("/records", List.of(person.member())).get(0);
    assertThat(item.at("/problem/code").asText())
        .as(item.toString())
        .isEqualTo(ErrorCode.SUBJECT_DESTROYED.name());
  }

  /** Tells of an activity now. */
  void active(Person person, Instant at) throws IOException {
    assertThat(items("/events", List.of(person.activity(at))))
        .allMatch(item -> item.path("status").asText().equals("accepted"));
  }

  private List<JsonNode> items(String path, List<String> items) throws IOException {
    List<JsonNode> answers = new ArrayList<>();
    post(product, path, "[" + String.join(",", items) + "]").path("items").forEach(answers::add);
    assertThat(answers).hasSameSizeAs(items);
    return answers;
  }

  /** The one subject that has this reference. */
  String byReference(Person person) throws IOException {
    return search(person, person.byReference());
  }

  /** The one subject that has this phone. */
  String byPhone(Person person) throws IOException {
    return search(person, person.byPhone());
  }

  private String search(Person person, String query) throws IOException {
    JsonNode found = post(product, "/subjects/search", query).path("items");
    assertThat(found).as("%s at %d: %s", person.reference(), place, found).hasSize(1);
    return found.get(0).path("key").asText();
  }

  /** The pseudonyms of a person's device under every live version. */
  List<String> computed(Person person) throws IOException {
    JsonNode answer = post(product, "/pseudonyms/compute", device("values", person.device()));
    return texts(answer.at("/items/0/tokens"));
  }

  /** The newest of pseudonyms of devices. */
  List<String> upgraded(List<String> tokens) throws IOException {
    return texts(upgrades(tokens).findValues("token"));
  }

  /** Why pseudonyms of devices cannot be lifted. */
  List<String> refusedUpgrades(List<String> tokens) throws IOException {
    return texts(upgrades(tokens).findValues("code"));
  }

  private JsonNode upgrades(List<String> tokens) throws IOException {
    return post(product, "/pseudonyms/upgrade", device("tokens", tokens.toArray()));
  }

  private String device(String key, Object... values) {
    return RemoteApi.write(
        Map.of("policy", policy, "category", "member", "field", "device", key, values));
  }

  /** The pseudonyms of the device in every record of a subject, of members and visits. */
  List<String> devices(String subject) throws IOException {
    String query = "?policy=" + policy + "&limit=500&subjectKey=" + UUID.fromString(subject);
    return texts(
        json(replicas.ask(place, api -> api.ask(product, "/api/v1/records" + query)))
            .findValues("device"));
  }

  /** The name in a member's record. */
  String name(String record) throws IOException {
    JsonNode answer =
        post(
            reidentifier,
            "/reidentifications",
            RemoteApi.write(Club.reidentification(policy, List.of(record), List.of("name"))));
    return answer.at("/items/0/fields/name").asText();
  }

  private static List<String> texts(Iterable<JsonNode> values) {
    List<String> texts = new ArrayList<>();
    values.forEach(value -> texts.add(value.asText()));
    return texts;
  }
}
