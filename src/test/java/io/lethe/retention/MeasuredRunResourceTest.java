package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.access.Role;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a dry run expects of groups is what the run leaves, and the act says it. */
@QuarkusTest
@TestProfile(FromAutumn2025.class)
class MeasuredRunResourceTest {

  private static final LetheClient LETHE = new LetheClient();
  private static final String POLICY =
      """
      policy: %s
      title: Measuring
      zone: Europe/Moscow
      operator: {name: Sample LLC, address: 1 Sample Street}
      k-at-least: 3
      purposes: {account: {grounds: [contract]}}
      categories:
        visits:
          purposes: [account]
          quasi-identifiers: [city]
          fields:
            city: {type: text, on-receipt: encrypt, on-depersonalize: keep}
            condition: {type: text, on-receipt: encrypt, on-depersonalize: keep}
            income: {type: number, on-receipt: keep, on-depersonalize: shuffle}
          retention:
            - {from: account-deleted, within: P30D, then: depersonalize}
            - {from: depersonalized, keep: P5Y, then: destroy}
      """;

  private final String policy = "measuring-" + UUID.randomUUID();
  private int income;

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
  void dryRunExpectsWhatTheRunLeavesAndTheActSays() {
    // Given four people of a city, one of them twice, one of another, and two of a third
    send("a1", "Alpha", "flu");
    send("a2", "Alpha", "cold", "flu");
    send("a3", "Alpha", "flu");
    send("a4", "Alpha", "flu");
    send("b1", "Beta", "flu");
    send("c1", "Gamma", "cold");
    send("c2", "Gamma", "cold");

    // When
    List<JsonNode> expected = groups(run(true));

    // Then
    assertThat(expected).hasSize(2);
    assertThat(text(expected.get(0)))
        .isEqualTo(
            group("BEFORE", 8, 7, 0, 3)
                + "\"k\":1,\"l\":1,\"diversity\":[{\"field\":\"condition\",\"l\":1},"
                + "{\"field\":\"income\",\"l\":1}],\"uniqueShare\":0.14285714285714285,"
                + "\"highestRisk\":1.0,\"sampled\":false}");
    String after =
        group("AFTER", 8, 7, 3, 1)
            + "\"k\":4,\"l\":2,\"diversity\":[{\"field\":\"condition\",\"l\":2},"
            + "{\"field\":\"income\",\"l\":5}],\"uniqueShare\":0.0,"
            + "\"highestRisk\":0.25,\"sampled\":false}";
    assertThat(text(expected.get(1))).isEqualTo(after);
    assertThat(LETHE.depersonalized(policy, "visits")).isEmpty();

    // And the run leaves that, and its act says it, without a value
    JsonPath run = run(false);
    assertThat(run.getInt("depersonalized")).isEqualTo(8);
    assertThat(groups(run)).extracting(MeasuredRunResourceTest::text).containsExactly(after);
    JsonNode act = act(run);
    assertThat(act.path("depersonalization")).hasSize(1);
    assertThat(text(act.path("depersonalization").get(0))).isEqualTo(after);
    assertThat(act.toString()).doesNotContain("Alpha", "Beta", "flu", "cold");
  }

  @Test
  void whatIsThereCountsForAGroup() {
    // Given two people of a city, who have lost it, and three who have not
    send("b1", "Beta", "flu");
    send("b2", "Beta", "cold");
    for (int i = 0; i < 3; i++) {
      send("a" + i, "Alpha", "flu");
    }
    run(false);

    // When one more of each city is due
    send("b3", "Beta", "flu");
    send("a9", "Alpha", "cold");
    List<JsonNode> expected = groups(run(true));

    // Then one of them is in a group that is large enough with those that are there
    assertThat(expected).hasSize(2);
    assertThat(expected.get(0).path("k").asInt()).isEqualTo(1);
    assertThat(expected.get(0).path("suppressed").asInt()).isEqualTo(2);
    assertThat(expected.get(1).path("k").asInt()).isEqualTo(4);
    assertThat(expected.get(1).path("l").asInt()).isEqualTo(2);
    assertThat(expected.get(1).path("suppressed").asInt()).isEqualTo(3);
    assertThat(groups(run(false)))
        .extracting(MeasuredRunResourceTest::text)
        .containsExactly(text(expected.get(1)));
  }

  @Test
  void ofMoreRecordsThanAreWorkedOutASampleIsMeasured() {
    // Given as many as are worked out, and then one more
    List<Map<String, Object>> records = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      records.add(visit("s" + i, "Alpha", "flu"));
    }
    LETHE.accepted(records);
    for (int i = 0; i < 40; i++) {
      LETHE.event(policy, "s" + i, "account-deleted", LETHE.now());
    }
    assertSample(groups(run(true)).get(0), false);

    // When
    send("one-more", "Alpha", "flu");

    // Then
    assertSample(groups(run(true)).get(0), true);
  }

  @Test
  void runThatDepersonalizesNothingMeasuresNothing() {
    // Then
    assertThat(groups(run(true))).isEmpty();
    assertThat(groups(run(false))).isEmpty();
  }

  private static void assertSample(JsonNode before, boolean sampled) {
    assertThat(before.path("sampled").asBoolean()).isEqualTo(sampled);
    assertThat(before.path("rows").asInt()).isEqualTo(40);
  }

  private void send(String subject, String city, String... conditions) {
    for (String condition : conditions) {
      LETHE.accepted(visit(subject, city, condition));
    }
    LETHE.event(policy, subject, "account-deleted", LETHE.now());
  }

  private Map<String, Object> visit(String subject, String city, String condition) {
    Instant now = LETHE.now();
    return Samples.record(
        policy,
        "visits",
        subject,
        now,
        Map.of("city", city, "condition", condition, "income", 1000 + income++));
  }

  private JsonPath run(boolean dry) {
    return LETHE.run(Map.of("policy", policy, "dryRun", dry));
  }

  private String group(String stage, int rows, int people, int suppressed, int classes) {
    return ("{\"policy\":\"%s\",\"category\":\"visits\",\"stage\":\"%s\",\"kAtLeast\":3,\"rows\":%d,"
            + "\"people\":%d,\"suppressed\":%d,\"classes\":%d,")
        .formatted(policy, stage, rows, people, suppressed, classes);
  }

  private static List<JsonNode> groups(JsonPath run) {
    List<JsonNode> groups = new ArrayList<>();
    Api.json(
            Api.get(Role.AUDITOR, "/retention/runs/" + run.getString("id"))
                .statusCode(200)
                .extract()
                .asString())
        .path("groups")
        .forEach(groups::add);
    return groups;
  }

  private static String text(JsonNode node) {
    return node.toString();
  }

  private static JsonNode act(JsonPath run) {
    return Api.json(
        Api.get(Role.AUDITOR, "/acts/" + run.getString("acts[0]"))
            .statusCode(200)
            .extract()
            .asString());
  }
}
