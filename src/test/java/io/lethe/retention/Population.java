package io.lethe.retention;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.RemoteApi;
import io.lethe.Samples;
import io.lethe.access.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Records of both policies: due to be destroyed, due to be depersonalized, and not due, some of
 * these of a subject that loses another one.
 *
 * @param destroyed ids of records that are due to be destroyed
 * @param depersonalized ids of records that are due to be depersonalized
 * @param kept ids of records that are not due
 */
public record Population(Set<String> destroyed, Set<String> depersonalized, Set<String> kept) {

  private static final Duration YEAR = Duration.ofDays(366);

  /**
   * Sends it and the events that belong to it.
   *
   * @param due records of each policy that are due
   */
  public static Population send(RemoteApi api, int due) {
    Instant now = Instant.now();
    Instant longAgo = now.minus(YEAR.multipliedBy(7));
    Instant lately = now.minus(YEAR);
    List<String> destroyed = new ArrayList<>();
    List<String> depersonalized = new ArrayList<>();
    List<String> kept = new ArrayList<>();
    List<String> activity = new ArrayList<>();
    for (int i = 0; i < due; i++) {
      destroyed.add(Samples.account(i, "customer-" + i, longAgo));
      depersonalized.add(Samples.mandatory(i, "idle-" + i, now.minus(YEAR.multipliedBy(3))));
      activity.add(Samples.activity("idle-" + i, now.minus(YEAR.multipliedBy(2))));
    }
    for (int i = 0; i < due / 10; i++) {
      kept.add(Samples.account(i, "customer-" + i * 3, lately));
      kept.add(Samples.account(i, "new-customer-" + i, lately));
      kept.add(Samples.mandatory(i, "silent-" + i, now.minus(YEAR.multipliedBy(3))));
      kept.add(Samples.mandatory(i, "active-" + i, now.minus(YEAR.multipliedBy(3))));
      activity.add(Samples.activity("active-" + i, now.minus(Duration.ofDays(30))));
    }
    // First what stays: a subject whose last record went would be refused afterwards.
    Set<String> keptIds = receive(api, kept);
    Population sent =
        new Population(receive(api, destroyed), receive(api, depersonalized), keptIds);
    api.stream(Role.PRODUCT, "/api/v1/events", activity);
    return sent;
  }

  private static Set<String> receive(RemoteApi api, List<String> lines) {
    Set<String> ids = new TreeSet<>();
    for (JsonNode answer : api.stream(Role.PRODUCT, "/api/v1/records", lines)) {
      ids.add(answer.path("id").asText());
    }
    return ids;
  }
}
