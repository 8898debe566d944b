package io.lethe.request;

import static io.lethe.request.Requests.person;
import static io.lethe.request.Requests.taken;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.Await;
import io.lethe.Clause;
import io.lethe.Runs;
import io.lethe.ServiceDatabase;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Blocks, day by day. The clock only moves forward, and so do the tests. */
@QuarkusTest
@TestProfile(BlockDatesResourceTest.OfItsOwn.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BlockDatesResourceTest {

  /** A clock that no other class has moved. */
  public static final class OfItsOwn implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "lethe.clock.start", "2026-04-27T09:00:00Z",
          "lethe.scheduler.enabled", "false",
          "lethe.requests.watch-every", "1s");
    }
  }

  @Test
  @Order(1)
  @Clause("racurs-8.3")
  void racurs83InaccurateDataIsBlockedFromTheRequestUnlessThatHarms() {
    // When a correction is asked for on 2026-04-27 at 12:00
    JsonNode request = taken(Requests.of("racurs", person("racurs"), "rectify"));

    // Then the data is blocked at 12:00
    UUID block = UUID.fromString(request.path("blockId").asText());
    assertThat(
            ServiceDatabase.value(
                "SELECT to_char(placed_at AT TIME ZONE 'Europe/Moscow', 'YYYY-MM-DD HH24:MI')"
                    + " FROM block WHERE id = ?",
                block))
        .isEqualTo("2026-04-27 12:00");
    assertThat(Requests.state("racurs", request)).isEqualTo("BLOCKED");

    // And an override says why, and who
    JsonNode lifted = Requests.done(request, "unblock", Map.of("reason", "harms-subject"));
    assertThat(lifted.at("/blockOverride/reason").asText()).isEqualTo("harms-subject");
    assertThat(lifted.at("/blockOverride/by").asText()).startsWith("privacy-officer@");
    assertThat(Requests.state("racurs", request)).isEqualTo("WAITING_FOR_EVENT");
    assertThat(lifted.path("state").asText()).isEqualTo("AWAITING_EVIDENCE");
  }

  @Test
  @Order(2)
  @Clause("sens-3.9")
  @ProducesCode(ErrorCode.BLOCK_NOT_OVERLONG)
  void sens39BlockLongerThan365DaysGivesARightToDestroyThatAnOperatorApproves() {
    // Given data that is blocked by its person on 2027-03-01
    move("2027-03-01T12:00:00+03:00");
    JsonNode block = taken(Requests.of("sens", person("sens"), "block"));
    Requests.granted(block);
    String id = block.path("blockId").asText();

    // When day 365, which is 2028-02-29, is not over
    move("2028-02-29T23:59:00+03:00");
    assertThat(candidates("sens", id)).isEmpty();
    Problems.isProblem(approve(id), ErrorCode.BLOCK_NOT_OVERLONG);

    // Then it is a candidate on 2028-03-01, and nothing happens by itself
    move("2028-03-01T00:00:00+03:00");
    JsonNode candidate = candidates("sens", id).get(0);
    assertThat(candidate.path("lastDay").asText()).isEqualTo("2028-02-29");
    assertThat(candidate.path("ground").asText()).isEqualTo("policy");
    assertThat(Runs.complete(Map.of("policy", "sens")).path("destroyed").asInt()).isZero();
    assertThat(Requests.state("sens", block)).isEqualTo("BLOCKED");
    Await.until(() -> overlong("sens", "policy"), count -> count.equals("1.0"));

    // And an operator approves
    approve(id).statusCode(200);
    assertThat(candidates("sens", id)).isEmpty();
    assertThat(Requests.state("sens", block)).isEqualTo("DUE");
    assertThat(Runs.complete(Map.of("policy", "sens")).path("destroyed").asInt()).isEqualTo(1);
    Problems.isProblem(approve(id), ErrorCode.NOT_FOUND);
  }

  @Test
  @Order(3)
  void blockedAndDueDataIsAnAlarmAfterTheLawsSixMonths() {
    // Given data that is due, of somebody who is blocked on 2028-03-31
    move("2028-03-31T12:00:00+03:00");
    String subject = person("racurs");
    JsonNode request = taken(Requests.of("racurs", subject, "rectify"));
    String waiting =
        taken(Requests.of("racurs", person("racurs"), "rectify")).path("blockId").asText();
    Api.event("racurs", subject, "account-deleted", "2028-03-31T12:00:00+03:00");
    String id = request.path("blockId").asText();

    // When the last day of September has ended
    move("2028-09-30T23:59:00+03:00");
    assertThat(candidates("racurs", id)).isEmpty();
    move("2028-10-01T00:00:00+03:00");

    // Then it is an alarm, that of data which is not due is none, and expiry overrides neither
    JsonNode candidate = candidates("racurs", id).get(0);
    assertThat(candidate.path("ground").asText()).isEqualTo("law");
    assertThat(candidate.path("clause").asText()).isEqualTo("152-FZ 21(6)");
    assertThat(candidates("racurs", waiting)).isEmpty();
    Await.until(() -> overlong("racurs", "law"), count -> count.equals("1.0"));
    Map<String, String> scope = Map.of("policy", "racurs", "category", "user_account");
    assertThat(Runs.complete(scope).path("destroyed").asInt()).isZero();

    // And the approval lets the due data go
    approve(id).statusCode(200);
    assertThat(Runs.complete(scope).path("destroyed").asInt()).isEqualTo(1);
  }

  private static void move(String to) {
    given()
        .contentType("application/json")
        .body(Map.of("now", Instant.parse(to).toString()))
        .put("/dev/clock")
        .then()
        .statusCode(200);
  }

  private static ValidatableResponse approve(String block) {
    return Api.post(Role.PRIVACY_OFFICER, "/requests/block-candidates/" + block + "/approve");
  }

  private static List<JsonNode> candidates(String policy, String block) {
    JsonNode items =
        Api.json(
                Api.get(Role.AUDITOR, "/requests/block-candidates?limit=500&policy=" + policy)
                    .statusCode(200)
                    .extract()
                    .asString())
            .path("items");
    List<JsonNode> found = new ArrayList<>();
    items.forEach(
        item -> {
          if (item.path("blockId").asText().equals(block)) {
            found.add(item);
          }
        });
    return found;
  }

  private static String overlong(String policy, String ground) {
    return given()
        .get("/q/metrics")
        .asString()
        .lines()
        .filter(line -> line.startsWith("lethe_blocks_overlong{"))
        .filter(line -> line.contains("policy=\"" + policy + "\""))
        .filter(line -> line.contains("ground=\"" + ground + "\""))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .findFirst()
        .orElse("");
  }
}
