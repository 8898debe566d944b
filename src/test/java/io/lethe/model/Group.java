package io.lethe.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.RemoteApi;
import io.lethe.Sql;
import io.lethe.access.Role;
import io.lethe.model.Model.Restraint;
import io.lethe.model.Sequence.Line;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sequences that go on side by side, because they share the clock: what a round is made of, and how
 * far the clock moves, is drawn from the group's number, and everything else from their own seeds.
 */
final class Group {

  private static final int ROUNDS = 6;
  private static final Instant FIRST = Instant.parse("2025-01-13T08:30:00Z");
  private static final Duration APART = Duration.ofDays(250);

  /** In none of these hours a day begins in a zone of the policies. */
  private static final List<Integer> HOURS = List.of(8, 11, 15);

  private enum Step {
    RECORDS,
    EVENTS,
    RESTRAINTS,
    VERSIONS,
    ROTATIONS
  }

  private final Random random;

  /** Which replica is asked: drawn apart, so that a sequence alone goes the same way. */
  private final Random replica = new Random(1);

  private final List<Sequence> sequences;
  private final Replicas replicas;
  private final Comparison comparison;
  private final Rounds rounds;
  private final Versions versions;
  private Instant now;

  Group(long number, List<Sequence> sequences, Replicas replicas, Sql sql) {
    this.random = new Random(number * 0xD1342543DE82EF95L + 1);
    this.sequences = sequences;
    this.replicas = replicas;
    this.comparison = new Comparison(sql, sequences);
    this.rounds = new Rounds(random, sequences, replicas, sql, comparison);
    this.versions = new Versions(replicas, replica);
    this.now = start(number);
  }

  /** When the clock of a group begins. */
  static Instant start(long number) {
    return FIRST.plus(APART.multipliedBy(number));
  }

  void play() throws IOException, InterruptedException {
    replicas.moveTo(now);
    for (Sequence sequence : sequences) {
      versions.next(sequence);
    }
    for (Sequence sequence : sequences) {
      versions.awaitFirst(sequence, now);
    }
    int crash = random.nextInt(ROUNDS);
    for (int round = 0; round < ROUNDS; round++) {
      commands();
      if (round % 3 < 2) {
        move();
        commands();
      }
      rounds.run(round == crash);
      move();
    }
    releaseAll();
    now = now.plus(Duration.ofDays(100));
    replicas.moveTo(now);
    rounds.run(false);
    rounds.rotationsAreDone();
  }

  /** Forward by hours, days or weeks, to an hour at which nothing else is. */
  private void move() throws IOException {
    int days = List.of(0, 1, 3, 7, 11, 25).get(random.nextInt(6));
    now = now.plus(Duration.ofDays(days)).plus(Duration.ofHours(2));
    while (!HOURS.contains(now.atOffset(ZoneOffset.UTC).getHour())) {
      now = now.plus(Duration.ofHours(1));
    }
    replicas.moveTo(now);
  }

  private void commands() throws IOException {
    List<Step> steps = new ArrayList<>(List.of(Step.values()));
    steps.add(Step.RECORDS);
    steps.add(Step.EVENTS);
    Collections.shuffle(steps, random);
    for (Step step : steps) {
      commands(step, replica.nextInt(2));
    }
  }

  private void commands(Step step, int replica) throws IOException {
    switch (step) {
      case RECORDS -> {
        send(replica, "/records", lines(sequence -> sequence.records(now)));
        sequences.forEach(comparison::learn);
      }
      case EVENTS -> send(replica, "/events", lines(sequence -> sequence.events(now)));
      case RESTRAINTS -> {
        for (Sequence sequence : sequences) {
          restrain(sequence, replica);
        }
      }
      case VERSIONS -> {
        for (Sequence sequence : oneIn(4)) {
          versions.next(sequence);
        }
      }
      case ROTATIONS -> {
        for (Sequence sequence : oneIn(12)) {
          rotate(sequence, replica);
        }
      }
    }
  }

  private List<Line> lines(Function<Sequence, List<Line>> of) {
    return sequences.stream().flatMap(sequence -> of.apply(sequence).stream()).toList();
  }

  private List<Sequence> oneIn(int times) {
    return sequences.stream().filter(sequence -> sequence.oneIn(times)).toList();
  }

  private void send(int replica, String path, List<Line> lines) throws IOException {
    if (lines.isEmpty()) {
      return;
    }
    String body = String.join("\n", lines.stream().map(Line::json).toList());
    var answer =
        replicas.post(replica, Role.PRODUCT, "product", path, "application/x-ndjson", body);
    List<String> answers = answer.text().lines().toList();
    if (answers.size() != lines.size() + 1) {
      throw new AssertionError(path + " answered " + answer);
    }
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      JsonNode item = RemoteApi.read(answers.get(i));
      boolean accepted = item.path("status").asText().equals("accepted");
      if (accepted != line.accepted() && !isRefusedOfTable(line, item)) {
        throw new SequenceFailed(line.sequence(), line.json() + " answered " + item);
      }
      if (accepted) {
        line.told().accept(item.path("id").asText());
      }
    }
  }

  /** Whether a record is refused because its day has been dropped, and that is so. */
  private boolean isRefusedOfTable(Line line, JsonNode item) {
    JsonNode record = RemoteApi.read(line.json());
    return item.path("problem").path("code").asText().equals("TIME_TABLE_DROPPED")
        && ShortPolicies.isVisits(record.path("category").asText())
        && comparison.isDropped(
            line.sequence(), Instant.parse(record.path("collectedAt").asText()));
  }

  private void restrain(Sequence sequence, int replica) throws IOException {
    Restraint released = sequence.oneIn(3) ? sequence.standing() : null;
    if (released != null) {
      release(released, replica);
    }
    if (!sequence.oneIn(3)) {
      return;
    }
    Restraint placed = sequence.restraint(now);
    Map<String, Object> body = new HashMap<>(Map.of("policy", sequence.policy, "reason", "model"));
    put(body, "category", placed.category);
    put(body, "subject", placed.person == null ? null : placed.person.reference);
    put(body, "endsAt", placed.endsAt == null ? null : placed.endsAt.toString());
    JsonNode answer =
        replicas.post(replica, Role.PRIVACY_OFFICER, placed.block ? "/blocks" : "/holds", body);
    placed.id = answer.path("id").asText();
    sequence.model.restraints.add(placed);
    long covers = sequence.model.whole().stream().filter(placed::covers).count();
    if (answer.path("covers").asLong() != covers) {
      throw new SequenceFailed(sequence, "covers " + covers + ", but answers " + answer);
    }
  }

  private static void put(Map<String, Object> body, String name, @Nullable String value) {
    if (value != null) {
      body.put(name, value);
    }
  }

  private void release(Restraint one, int replica) throws IOException {
    String path = (one.block ? "/blocks/" : "/holds/") + one.id + "/release";
    replicas.post(replica, Role.PRIVACY_OFFICER, path, Map.of());
    one.released = true;
  }

  private void releaseAll() throws IOException {
    for (Sequence sequence : sequences) {
      for (Restraint one : sequence.model.restraints) {
        if (!one.released) {
          release(one, replica.nextInt(2));
        }
      }
    }
  }

  private void rotate(Sequence sequence, int replica) throws IOException {
    String ring = sequence.any(List.of("data", "subject", "index"));
    String path = "/keys/" + sequence.policy + "-" + ring + "/rotate";
    replicas.post(
        replica, Role.SECURITY, "security", path, "application/json", "{\"rewrap\": true}");
  }
}
