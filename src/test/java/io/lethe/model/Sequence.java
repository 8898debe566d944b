package io.lethe.model;

import io.lethe.RemoteApi;
import io.lethe.model.Model.Kept;
import io.lethe.model.Model.Received;
import io.lethe.model.Model.Restraint;
import io.lethe.model.Model.Somebody;
import io.lethe.oracle.PolicyOracle;
import io.lethe.oracle.PolicyOracle.Fact;
import io.lethe.oracle.PolicyOracle.Version;
import io.lethe.oracle.RandomPolicies.Policy;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One random sequence: a policy of its own, and what is done under it, drawn from its seed and from
 * what the model knows.
 *
 * <p>Every instant that it draws is at a full hour. Rounds begin at half past and take less than
 * half an hour, so that nothing falls between the clock that the model knows and the replicas'.
 */
final class Sequence {

  private static final List<String> EVENTS =
      List.of(
          "last-activity",
          "last-activity",
          "last-activity",
          "account-deleted",
          "consent-withdrawn",
          "consent-given",
          "opted-out",
          "contract-ended",
          "purpose-achieved",
          "moved-out");

  /**
   * A line to send.
   *
   * @param accepted whether the model expects it to be accepted
   * @param told tells the model, with the id in the answer
   */
  record Line(Sequence sequence, String json, boolean accepted, Consumer<String> told) {}

  final long seed;
  final String policy;
  final Model model;
  final List<Unsaid> unsaid = new ArrayList<>();
  private final Random random;
  private final ShortPolicies policies;
  private List<Line> lastEvents = List.of();

  /** A record that was received without a word about when it was collected. */
  record Unsaid(String id, Received received) {}

  Sequence(long seed, PolicyOracle oracle) {
    this.seed = seed;
    this.policy = "model-" + seed;
    this.random = new Random(seed * 0x9E3779B97F4A7C15L);
    this.model = new Model(oracle, 4 + random.nextInt(5));
    this.policies = new ShortPolicies(random);
  }

  boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }

  /** A policy for the next version. */
  Policy draft() {
    return model.versions.isEmpty() ? policies.first() : policies.next(active());
  }

  Policy active() {
    return model.versions.get(model.versions.size() - 1).policy();
  }

  void activated(Policy draft, Instant at) {
    model.versions.add(new Version(draft, at));
  }

  /** Some records, of which some say nothing about when they were collected. */
  List<Line> records(Instant now) {
    model.position++;
    List<Line> lines = new ArrayList<>();
    for (int i = random.nextInt(10); i > 0; i--) {
      Somebody person = any(model.people);
      Instant collected = random.nextInt(4) == 0 ? null : past(now, person.gone);
      String category = any(active().categories()).name();
      Received received =
          new Received(person, category, collected != null, model.position, model.versions.size());
      Map<String, Object> json = new HashMap<>();
      json.put("policy", policy);
      json.put("category", category);
      json.put("subject", person.reference);
      json.put("fields", Map.of("city", "Тула", "note", "note " + random.nextInt(50)));
      if (collected != null) {
        json.put("collectedAt", collected.toString());
      }
      lines.add(
          new Line(
              this,
              RemoteApi.write(json),
              person.receives(collected),
              id -> received(id, received, collected)));
    }
    return lines;
  }

  private void received(String id, Received received, @Nullable Instant collected) {
    if (collected == null) {
      unsaid.add(new Unsaid(id, received));
    } else {
      model.received(id, received, collected);
    }
  }

  /** Some events of people who are known or not, or the last ones once more. */
  List<Line> events(Instant now) {
    model.position++;
    if (oneIn(4)) {
      return lastEvents.stream().map(this::again).toList();
    }
    List<Line> lines = new ArrayList<>();
    for (int i = random.nextInt(8); i > 0; i--) {
      Somebody person = any(model.people);
      String type = any(EVENTS);
      boolean ofAll = type.equals("last-activity") || random.nextBoolean();
      Instant at = oneIn(4) ? beside(person, now) : past(now, null);
      String purpose = ofAll ? "" : any(ShortPolicies.PURPOSES);
      lines.add(event(person, new Fact(type, purpose, at, model.position)));
    }
    lastEvents = lines;
    return lines;
  }

  private Line event(Somebody person, Fact fact) {
    Map<String, Object> json = new HashMap<>();
    json.put("policy", policy);
    json.put("subject", person.reference);
    json.put("type", fact.type());
    json.put("at", fact.at().toString());
    if (!fact.purpose().isEmpty()) {
      json.put("purpose", fact.purpose());
    }
    return new Line(this, RemoteApi.write(json), person.known, id -> model.told(person, fact));
  }

  /** The same event, told at this place in the order. */
  private Line again(Line line) {
    var json = RemoteApi.read(line.json());
    Somebody person =
        model.people.stream()
            .filter(one -> one.reference.equals(json.path("subject").asText()))
            .findFirst()
            .orElseThrow();
    return event(
        person,
        new Fact(
            json.path("type").asText(),
            json.path("purpose").asText(""),
            Instant.parse(json.path("at").asText()),
            model.position));
  }

  /** A hold or a block to place, if one can be. */
  @Nullable Restraint restraint(Instant now) {
    List<Somebody> known = model.people.stream().filter(person -> person.known).toList();
    Somebody person = known.isEmpty() || oneIn(4) ? null : any(known);
    String category = random.nextBoolean() ? null : any(active().categories()).name();
    boolean block = random.nextBoolean();
    Instant ends = oneIn(3) ? hour(now).plus(Duration.ofHours(1 + random.nextInt(900))) : null;
    return new Restraint(block, category, person, ends);
  }

  /** One that was placed and not released, if there is one. */
  @Nullable Restraint standing() {
    List<Restraint> standing = model.restraints.stream().filter(one -> !one.released).toList();
    return standing.isEmpty() ? null : any(standing);
  }

  /** The time of something else that is known of a person. */
  private Instant beside(Somebody person, Instant now) {
    return model.whole().stream()
        .filter(record -> record.person == person && record.said)
        .map((Kept record) -> record.collectedAt)
        .findFirst()
        .orElseGet(() -> hour(now));
  }

  /** Often a full hour of two months, often of two days; of somebody gone often a recent one. */
  private Instant past(Instant now, @Nullable Instant gone) {
    boolean afterwards = gone != null && !oneIn(4);
    int hours = afterwards ? 2 : oneIn(3) ? 48 : 1_500;
    return hour(now).minus(Duration.ofHours(random.nextInt(hours)));
  }

  private static Instant hour(Instant now) {
    return now.truncatedTo(ChronoUnit.HOURS);
  }

  <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
