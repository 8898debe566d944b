package io.lethe.retention;

import io.lethe.retention.RetentionOracle.Person;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Random people, records and events of the two policies, as lines to send, each told to the oracle
 * by what is to be done once the service has answered it.
 */
final class RetentionWorkload {

  private static final Instant OLDEST = Instant.parse("2018-06-01T00:00:00Z");
  private static final String[] CITIES = {"Казань", "Самара", "Тверь", "Псков"};

  /**
   * A line to send.
   *
   * @param accepted whether the oracle expects it to be accepted
   * @param onAccepted tells the oracle, with the service's answer
   */
  record Line(String json, boolean accepted, Consumer<String> onAccepted) {}

  /** Told of every record that was received, with the answer that names it. */
  interface Receipt {
    void of(RetentionOracle.Kept record, String answer);
  }

  private final Random random;
  private final Receipt receipt;
  private final List<Person> people = new ArrayList<>();

  RetentionWorkload(long seed, int people, Receipt receipt) {
    this.random = new Random(seed);
    this.receipt = receipt;
    for (int i = 0; i < people; i++) {
      this.people.add(new Person(i % 2 == 0, "person-" + seed + "-" + i / 2));
    }
  }

  List<Person> people() {
    return people;
  }

  /**
   * Records of anybody, some of them from before what destroyed their person, some without a word
   * about when they were collected.
   */
  Line record(int step, Instant now) {
    Person person = anybody();
    boolean said = random.nextInt(4) > 0;
    Instant collected =
        person.receives(OLDEST, true) || random.nextInt(4) == 0 ? any(now) : recent(now);
    Instant counted = said ? collected : now;
    String told = said ? "\"collectedAt\":\"" + collected + "\"," : "";
    String json = person.sens ? sens(person, told) : mst(person, told);
    return new Line(
        json,
        person.receives(counted, said),
        answer -> receipt.of(person.received(counted, said, step), answer));
  }

  /** Events of anybody, some of them of people nobody knows, in no order. */
  Line event(int step, Instant now) {
    Person person = anybody();
    boolean activity = person.sens ? random.nextInt(6) > 0 : random.nextInt(3) == 0;
    Instant at = any(now);
    String json =
        "{\"policy\":\"%s\",\"subject\":\"%s\",\"type\":\"%s\",\"at\":\"%s\"}"
            .formatted(
                person.sens ? Samples.SENS : Samples.MST,
                person.reference,
                activity ? "last-activity" : "account-deleted",
                at);
    return new Line(
        json,
        person.known(),
        answer -> {
          if (activity) {
            person.active(at, step);
          } else {
            person.deleted(at, step);
          }
        });
  }

  private Person anybody() {
    double skewed = random.nextBoolean() ? random.nextDouble() : Math.pow(random.nextDouble(), 3);
    return people.get((int) (skewed * people.size()));
  }

  private Instant any(Instant now) {
    long millis = Duration.between(OLDEST, now).toMillis();
    return OLDEST.plusMillis((long) (random.nextDouble() * millis));
  }

  private Instant recent(Instant now) {
    return now.minusMillis(random.nextInt(3_600_000));
  }

  private String sens(Person person, String told) {
    return """
        {"policy":"sens","category":"mandatory","subject":"%s",%s"fields":\
        {"first_name":"Анна","date_of_birth":"19%02d-05-17","gender":"f","city":"%s"}}"""
        .formatted(
            person.reference, told, 50 + random.nextInt(50), CITIES[random.nextInt(CITIES.length)]);
  }

  private static String mst(Person person, String told) {
    return """
        {"policy":"mst_software","category":"account","subject":"%s",%s"fields":\
        {"name":"Bob","email":"bob@example.com"}}"""
        .formatted(person.reference, told);
  }
}
