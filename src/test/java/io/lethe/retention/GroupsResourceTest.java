package io.lethe.retention;

import static io.lethe.retention.Samples.SENS;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Quasi-identifiers are left in groups of at least five people, and of no fewer later. */
@QuarkusTest
@TestProfile(FromAutumn2025.class)
class GroupsResourceTest {

  private static final LetheClient LETHE = new LetheClient();

  @Test
  void rowsOfOnePersonAreNoGroup() {
    // Given nine records of one person, and one of each of four others
    String one = city();
    String several = city();
    String subject = subject();
    send(subject, one, 9);
    List<String> people = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      people.add(subject());
      send(people.get(i), several, 2);
    }

    // When
    LETHE.run();

    // Then neither has five people
    assertThat(cities()).doesNotContain(one, several);

    // And what the fifth brings is left: eight rows of four that came before have lost theirs
    List<String> five = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      five.add(subject());
      send(five.get(i), several, 1);
    }
    LETHE.run();
    assertThat(cities().stream().filter(several::equals)).hasSize(5);
  }

  @Test
  void groupThatShrinksBelowTheLeastLosesItsQuasiIdentifiers() throws Exception {
    // Given five people of a group, three of whom go a year before the others
    String city = city();
    for (int i = 0; i < 3; i++) {
      send(subject(), city, 1);
    }
    Instant early = LETHE.now();
    LETHE.moveTo(early.plus(Duration.ofDays(1)));
    for (int i = 0; i < 2; i++) {
      send(subject(), city, 1);
    }
    LETHE.run();
    assertThat(cities().stream().filter(city::equals)).hasSize(5);
    try (Tables tables = Tables.connect()) {
      tables.execute(
          "UPDATE depersonalized.record SET destroy_after = destroy_after + 371 WHERE id IN"
              + " (SELECT id FROM depersonalized.record WHERE quasi->>'city' = '"
              + city
              + "' LIMIT 2)");

      // When
      LETHE.moveTo(early.plus(Duration.ofDays(5 * 366 + 10)));
      LETHE.run();

      // Then the two that are left do not say where they lived
      assertThat(cities()).doesNotContain(city);
    }
  }

  private static void send(String subject, String city, int records) {
    for (int i = 0; i < records; i++) {
      LETHE.accepted(Samples.sens(subject, LETHE.now(), city));
    }
    LETHE.event(SENS, subject, "account-deleted", LETHE.now());
  }

  private static String subject() {
    return "grouped-" + UUID.randomUUID();
  }

  private static String city() {
    return "Город-" + UUID.randomUUID();
  }

  @SuppressWarnings("unchecked")
  private static List<Object> cities() {
    return LETHE.depersonalized(SENS, "mandatory").stream()
        .map(row -> ((Map<String, Object>) row.get("fields")).get("city"))
        .filter(Objects::nonNull)
        .toList();
  }
}
