package io.lethe.key;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.RemoteApi;
import io.lethe.access.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Who is in a {@link Club}: members 0 to n-1, each with a visit, and some who were and are
 * destroyed.
 *
 * @param records the ids of the members' records
 * @param memberDevices pseudonyms as products got them with the members
 * @param visitDevices the same of the visits
 */
record Members(
    String policy,
    List<String> records,
    List<String> memberDevices,
    List<String> visitDevices,
    int gone) {

  /** Numbers of those who come in later, by one client each, and by two at once. */
  static final int CREATED = 2_000_000;

  static final int RANGE = 1_000_000;
  static final int TWINS = 5_000_000;

  /** Numbers of those who are destroyed. */
  static final int DESTROYED = 7_000_000;

  private static final int LINES = 5_000;
  private static final Duration LONG_AGO = Duration.ofDays(3 * 366);

  /** Sends them, and has a run destroy those whose time is over. */
  static Members receive(RemoteApi api, String policy, int count, int gone) {
    Instant longAgo = Instant.now().minus(LONG_AGO);
    send(
        api,
        IntStream.range(DESTROYED, DESTROYED + gone)
            .mapToObj(i -> new Person(policy, i).member(longAgo))
            .toList());
    api.awaitCompleted(api.run(Map.of("policy", policy)));
    List<String> records = new ArrayList<>();
    List<String> memberDevices = new ArrayList<>();
    List<String> visitDevices = new ArrayList<>();
    for (int from = 0; from < count; from += LINES) {
      List<Person> some =
          IntStream.range(from, Math.min(count, from + LINES))
              .mapToObj(i -> new Person(policy, i))
              .toList();
      for (JsonNode answer : send(api, some.stream().map(Person::member).toList())) {
        records.add(answer.path("id").asText());
        memberDevices.add(answer.at("/fields/device").asText());
      }
      for (JsonNode answer : send(api, some.stream().map(Person::visit).toList())) {
        visitDevices.add(answer.at("/fields/device").asText());
      }
    }
    return new Members(policy, records, memberDevices, visitDevices, gone);
  }

  private static List<JsonNode> send(RemoteApi api, List<String> lines) {
    return api.stream(Role.PRODUCT, "/api/v1/records", lines);
  }

  int count() {
    return records.size();
  }

  String record(int number) {
    return records.get(number);
  }
}
