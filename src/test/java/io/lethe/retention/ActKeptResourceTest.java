package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.access.Role;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What acts say of what a run left as it was. */
@QuarkusTest
@TestProfile(FromAutumn2025.class)
class ActKeptResourceTest {

  private static final LetheClient LETHE = new LetheClient();

  private final Shop shop = Shop.fresh();
  private final Map<String, String> inForce = new HashMap<>();

  @BeforeEach
  void policy() {
    shop.saved("anna", shop.yaml("", Shop.rule("collected", "P30D", "destroy")));
    shop.post("anna", 1, "activate").statusCode(200);
  }

  @AfterEach
  void nothingIsKept() {
    inForce.forEach((id, kind) -> LETHE.release(kind, id));
    LETHE.run();
  }

  @Test
  void actSaysWhatWasHeldByWhoseAuthorityAndWhy() {
    // Given six records that are due and one that is not: of anna, boris and vera
    List<UUID> ids =
        LETHE.accepted(
            List.of(
                due("anna"),
                due("anna"),
                due("boris"),
                due("boris"),
                due("vera"),
                due("vera"),
                shop.record("anna", LETHE.now().toString())));
    String ofAnna = place("holds", Map.of("subject", "anna", "category", "buyer"));
    String ofRecords =
        place(
            "holds",
            Map.of("records", List.of(ids.get(1), ids.get(2)), "endsAt", "2099-01-01T00:00:00Z"));
    String ofVera = place("blocks", Map.of("subject", "vera"));
    String released = place("holds", Map.of("category", "buyer"));
    LETHE.release("holds", released);
    inForce.remove(released);

    // When
    JsonPath run = LETHE.run(Map.of("policy", shop.policy()));

    // Then
    assertThat(run.getInt("destroyed")).isEqualTo(1);
    JsonNode act =
        Api.json(
            Api.get(Role.AUDITOR, "/acts/" + run.getString("acts[0]"))
                .statusCode(200)
                .extract()
                .asString());
    assertThat(act.path("counts").path("held").asInt()).isEqualTo(3);
    assertThat(act.path("counts").path("blocked").asInt()).isEqualTo(2);
    List<JsonNode> kept = new ArrayList<>();
    StreamSupport.stream(act.path("kept").spliterator(), false).forEach(kept::add);
    assertThat(kept).hasSize(3);
    assertKept(kept.get(0), "HOLD", ofAnna, "a person's buyer", 2);
    assertKept(kept.get(1), "HOLD", ofRecords, "2 records", 2);
    assertKept(kept.get(2), "BLOCK", ofVera, "a person", 2);
    assertThat(kept.get(0).path("endsAt").isNull()).isTrue();
    assertThat(kept.get(1).path("endsAt").asText()).isEqualTo("2099-01-01T00:00:00Z");
    String text = act.path("kept").toString();
    String key = LETHE.record(ids.get(0)).extract().path("subjectKey");
    assertThat(key).isNotBlank();
    assertThat(text).doesNotContain("anna", "vera", key);
  }

  @Test
  void holdsOverCategoriesAndPoliciesCountAllThatIsDue() throws Exception {
    // Given two records that a category's hold and a policy's block keep
    LETHE.accepted(List.of(due("anna"), due("boris")));
    String hold = place("holds", Map.of("category", "buyer"));
    String block = place("blocks", Map.of());

    // When
    JsonPath run = LETHE.run(Map.of("policy", shop.policy()));

    // Then there is no act of what was not done, and what was kept is written down
    assertThat(run.getInt("blocked")).isEqualTo(2);
    assertThat(run.getList("acts")).isEmpty();
    assertThat(kept(run.getString("id")))
        .containsExactlyInAnyOrder(
            List.of("HOLD", UUID.fromString(hold), 2L),
            List.of("BLOCK", UUID.fromString(block), 2L));
  }

  private static List<List<Object>> kept(String run) throws SQLException {
    try (Tables tables = Tables.connect()) {
      return tables.rows(
          "SELECT restraint, restraint_id, records FROM retention_kept WHERE run_id = ?",
          UUID.fromString(run));
    }
  }

  private static void assertKept(
      JsonNode line, String restraint, String id, String over, int records) {
    assertThat(line.path("category").asText()).isEqualTo("buyer");
    assertThat(line.path("restraint").asText()).isEqualTo(restraint);
    assertThat(line.path("id").asText()).isEqualTo(id);
    assertThat(line.path("over").asText()).isEqualTo(over);
    assertThat(line.path("authority").asText()).isEqualTo("court, order 1/26");
    assertThat(line.path("reason").asText()).isEqualTo("pending litigation");
    assertThat(line.path("records").asInt()).isEqualTo(records);
  }

  private Map<String, Object> due(String subject) {
    return shop.record(subject, LETHE.now().minus(Duration.ofDays(40)).toString());
  }

  private String place(String kind, Map<String, ?> on) {
    Map<String, Object> body = new HashMap<>(on);
    body.put("policy", shop.policy());
    String id = LETHE.place(kind, body).statusCode(201).extract().path("id");
    inForce.put(id, kind);
    return id;
  }
}
