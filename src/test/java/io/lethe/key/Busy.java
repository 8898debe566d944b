package io.lethe.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Beside;
import io.lethe.crypto.VersionedToken;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;

/**
 * What clients do all the time, each step with what must be true of it however the keys change
 * meanwhile.
 */
final class Busy {

  private final Traffic traffic;
  private final Replicas replicas;
  private final Members members;
  private final Map<Integer, String> keys = new ConcurrentHashMap<>();

  Busy(Traffic traffic, Replicas replicas, Members members) {
    this.traffic = traffic;
    this.replicas = replicas;
    this.members = members;
  }

  /** Starts a writer and a reader at each replica, and one who is served by both at once. */
  void start() {
    for (int place = 0; place < replicas.count(); place++) {
      ClubClient client = new ClubClient(replicas, place, members.policy());
      Random writing = new Random(2 * place);
      Random reading = new Random(2 * place + 1);
      int firstNumber = Members.CREATED + place * Members.RANGE;
      traffic.start("writer-" + place, i -> write(client, writing, firstNumber + i));
      traffic.start("reader-" + place, i -> read(client, reading));
    }
    ClubClient one = new ClubClient(replicas, 0, members.policy());
    ClubClient other = new ClubClient(replicas, 1, members.policy());
    traffic.start("twins", i -> writeAtBoth(one, other, Members.TWINS + i));
  }

  /** Records of somebody new and of somebody known, an event, and somebody who was destroyed. */
  private void write(ClubClient client, Random random, int number) throws IOException {
    Person fresh = client.person(number);
    Person known = client.person(random.nextInt(members.count()));
    traffic.created(number);
    List<JsonNode> answers =
        client.accepted(List.of(fresh.member(), known.visit(), fresh.visit(), known.member()));
    client.active(known, Instant.now());
    client.refusedAsDestroyed(client.person(Members.DESTROYED + random.nextInt(members.gone())));
    assertThat(client.byReference(fresh)).isEqualTo(client.byPhone(fresh));
    assertThat(client.byReference(known)).isEqualTo(key(known.number(), client.byPhone(known)));
    assertThat(client.name(answers.get(0).path("id").asText())).isEqualTo(fresh.name());
    traffic.writes.addAndGet(answers.size());
    traffic.events.incrementAndGet();
    traffic.searches.addAndGet(4);
    traffic.opened.incrementAndGet();
  }

  /** The subject of a person, who keeps it. */
  private String key(int number, String found) {
    String first = keys.putIfAbsent(number, found);
    return first == null ? found : first;
  }

  /** Somebody known: one subject, one device in all of its records, and the name as it was. */
  private void read(ClubClient client, Random random) throws IOException {
    int number = random.nextInt(members.count());
    Person person = client.person(number);
    String key = key(number, client.byReference(person));
    assertThat(client.byPhone(person)).isEqualTo(key);
    assertThat(client.byReference(person)).isEqualTo(key);
    assertThat(client.name(members.record(number))).isEqualTo(person.name());
    traffic.searches.addAndGet(3);
    traffic.opened.incrementAndGet();
    Lock keeping = traffic.keeping.readLock();
    keeping.lock();
    try {
      join(client, person, key);
    } finally {
      keeping.unlock();
    }
  }

  /** Two lifted by one call join; what was written since is met by what is computed since. */
  private void join(ClubClient client, Person person, String key) throws IOException {
    List<String> stored = client.devices(key);
    List<String> lifted = client.upgraded(stored);
    assertThat(stored).hasSizeGreaterThanOrEqualTo(2);
    assertThat(lifted).hasSameSizeAs(stored);
    assertThat(new HashSet<>(lifted)).as("of %s: %s", stored, lifted).hasSize(1);
    assertThat(client.computed(person)).containsAll(lifted);
    for (String token : stored) {
      assertThat(version(lifted.get(0)))
          .as(stored + " " + lifted)
          .isGreaterThanOrEqualTo(version(token));
    }
    traffic.tokens.addAndGet(stored.size() + 1L);
  }

  private static int version(String token) {
    return VersionedToken.parse(token).version();
  }

  /** Somebody new, known to both replicas at the same time, is one subject. */
  private void writeAtBoth(ClubClient one, ClubClient other, int number) throws IOException {
    Person person = one.person(number);
    traffic.created(number);
    CompletableFuture<Void> there = Beside.run(() -> accept(other, person.visit()));
    accept(one, person.member());
    there.join();
    assertThat(other.byReference(person)).isEqualTo(one.byPhone(person));
    traffic.writes.addAndGet(2);
    traffic.searches.addAndGet(2);
  }

  private static void accept(ClubClient client, String record) {
    try {
      client.accepted(List.of(record));
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }
}
