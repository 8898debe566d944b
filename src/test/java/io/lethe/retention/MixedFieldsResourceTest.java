package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.access.Role;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Shuffled and aggregated fields, through records, a run and the mixer. */
@QuarkusTest
@TestProfile(FromAutumn2025.class)
class MixedFieldsResourceTest {

  private static final LetheClient LETHE = new LetheClient();
  private static final String POLICY =
      """
      policy: %s
      title: Mixing
      zone: Europe/Moscow
      operator: {name: Sample LLC, address: 1 Sample Street}
      k-at-least: 3
      purposes: {account: {grounds: [contract]}}
      categories:
        answers:
          purposes: [account]
          quasi-identifiers: [city]
          fields:
            number: {type: number, on-receipt: encrypt, on-depersonalize: keep}
            income: {type: number, on-receipt: encrypt, on-depersonalize: shuffle}
            rare: {type: text, on-receipt: keep, on-depersonalize: {shuffle: {at-least: 21}}}
            city: {type: text, on-receipt: keep, on-depersonalize: keep}
            score: {type: number, on-receipt: keep, on-depersonalize: aggregate}
            median: {type: number, on-receipt: keep, on-depersonalize: {aggregate: {statistic: median}}}
            born: {type: date, on-receipt: encrypt, on-depersonalize: {aggregate: {at-least: 4}}}
            seen: {type: datetime, on-receipt: keep, on-depersonalize: {aggregate: {statistic: median}}}
            device: {type: text, on-receipt: {pseudonymize: {domain: device}}, on-depersonalize: aggregate}
            token: {type: text, on-receipt: {pseudonymize: {domain: token}}, on-depersonalize: retoken}
          retention:
            - {from: account-deleted, within: P30D, then: depersonalize}
            - {from: depersonalized, keep: P5Y, then: destroy}
      """;

  private final String policy = "mixing-" + UUID.randomUUID();

  @BeforeEach
  void activate() {
    LETHE
        .as(Role.PRIVACY_OFFICER)
        .contentType("application/yaml")
        .body(POLICY.formatted(policy).getBytes(StandardCharsets.UTF_8))
        .post("/api/v1/policies")
        .then()
        .statusCode(201);
    LETHE
        .as(Role.PRIVACY_OFFICER)
        .post("/api/v1/policies/" + policy + "/versions/1/activate")
        .then()
        .statusCode(200);
  }

  @Test
  void shuffledValuesAreThoseThatCameButNotEachInItsRecord() {
    // Given twenty-five people in more than one batch, one without the field, one with null
    for (int i = 0; i < 25; i++) {
      send("p" + i, Map.of("number", i, "income", 1000.5 + i, "rare", "r" + i));
    }
    send("absent", Map.of("number", -1));
    Map<String, Object> none = new HashMap<>(Map.of("number", -2));
    none.put("income", null);
    send("none", none);

    // When
    LETHE.run();

    // Then all values are there once, in an order that is not theirs
    List<Map<String, Object>> rows = rows();
    assertThat(rows).hasSize(27);
    List<Double> incomes = new ArrayList<>();
    int own = 0;
    for (Map<String, Object> row : rows) {
      int number = ((Number) row.get("number")).intValue();
      if (number >= 0) {
        double income = ((Number) row.get("income")).doubleValue();
        incomes.add(income - 1000.5);
        own += income - 1000.5 == number ? 1 : 0;
      } else {
        assertThat(row.containsKey("income")).isEqualTo(number == -2);
        assertThat(row.get("income")).isNull();
      }
    }
    incomes.sort(null);
    for (int i = 0; i < 25; i++) {
      assertThat(incomes.get(i)).isEqualTo(i);
    }
    // Of a random order fewer than twelve stay, but for one in a thousand million runs
    assertThat(own).isLessThan(12);
    assertThat(rows).filteredOn(row -> row.get("rare") != null).hasSize(25);
  }

  @Test
  void belowTheLeastNumberOfPeopleTheFieldIsDropped() {
    // Given twenty people with a field for twenty-one, and two people with many records
    for (int i = 0; i < 20; i++) {
      send("p" + i, Map.of("number", i, "rare", "r" + i));
    }
    for (int i = 0; i < 6; i++) {
      send("q" + i % 2, Map.of("number", 100 + i, "income", 5, "score", 7, "device", "one"));
    }

    // When
    LETHE.run();

    // Then nobody's is left, and the rest of each row is
    List<Map<String, Object>> rows = rows();
    assertThat(rows).hasSize(26);
    assertThat(rows).allMatch(row -> row.containsKey("number"));
    assertThat(rows)
        .noneMatch(
            row ->
                row.containsKey("rare")
                    || row.containsKey("income")
                    || row.containsKey("score")
                    || row.containsKey("device"));
  }

  @Test
  void statisticsAreThoseOfTheGroup() {
    // Given three people of one city, two of another, and two devices
    send("a", answers("x", 1, "1990-01-01", "d1"));
    send("b", answers("x", 2.5, "1990-01-03", "d1"));
    send("c", answers("x", 9, "1990-01-06", "d1"));
    send("d", answers("y", 3, "1990-01-01", "d1"));
    send("e", answers("y", 4, "1990-01-01", "d2"));

    // When
    LETHE.run();

    // Then a mean has the decimals of its values, a median is in the middle, a count is of people
    List<Map<String, Object>> rows = rows();
    List<Map<String, Object>> x = rows.stream().filter(row -> "x".equals(row.get("city"))).toList();
    assertThat(x).hasSize(3);
    assertThat(x)
        .allSatisfy(
            row -> {
              assertThat(row.get("score")).hasToString("4.2");
              assertThat(((Number) row.get("median")).doubleValue()).isEqualTo(2.5);
              assertThat(row.get("seen")).isEqualTo("1990-01-03T10:00:00Z");
              assertThat(row).doesNotContainKey("born");
            });
    // And the group of two has lost its city with its statistics
    assertThat(rows).filteredOn(row -> row.containsKey("score")).hasSize(3);
    assertThat(rows).filteredOn(row -> Integer.valueOf(4).equals(row.get("device"))).hasSize(4);
    assertThat(rows).filteredOn(row -> !row.containsKey("device")).hasSize(1);
  }

  @Test
  void datesAndEvenGroupsHaveAMiddleAndNewTokensAreNotTheOldOnes() {
    // Given four people, and what their records show before
    List<String> shown = new ArrayList<>();
    int[] days = {1, 2, 4, 9};
    for (int day : days) {
      Map<String, Object> fields = new HashMap<>(answers("x", day, "1969-12-0" + day, "d"));
      fields.put("token", "the same");
      shown.add(send("p" + day, fields));
    }
    assertThat(shown).allMatch(token -> token.startsWith("v1."));

    // When
    LETHE.run();

    // Then
    List<Map<String, Object>> rows = rows();
    assertThat(rows).hasSize(4);
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.get("born")).isEqualTo("1969-12-04");
              assertThat(row.get("median")).isEqualTo(3);
              assertThat(row.get("score")).isEqualTo(4);
              assertThat(row.get("seen")).isEqualTo("1969-12-03T10:00:00Z");
              assertThat((String) row.get("token")).matches("[A-Za-z0-9_-]{22}");
            });
    assertThat(rows).extracting(row -> row.get("token")).doesNotHaveDuplicates();
  }

  private static Map<String, Object> answers(String city, double score, String day, String device) {
    return Map.of(
        "number", 0,
        "city", city,
        "score", score,
        "median", score,
        "born", day,
        "seen", day + "T10:00:00Z",
        "device", device);
  }

  /** Sends a record of someone whose account is deleted, and gives the token that is shown. */
  private String send(String subject, Map<String, Object> fields) {
    Map<String, Object> record = Samples.record(policy, "answers", subject, LETHE.now(), fields);
    String token = LETHE.received(record).getString("items[0].fields.token");
    LETHE.event(policy, subject, "account-deleted", LETHE.now());
    return token;
  }

  @SuppressWarnings("unchecked")
  private List<Map<String, Object>> rows() {
    return LETHE.depersonalized(policy, "answers").stream()
        .map(row -> (Map<String, Object>) row.get("fields"))
        .toList();
  }
}
