package io.lethe.request;

import static io.lethe.request.Requests.person;
import static io.lethe.request.Requests.taken;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Clause;
import io.lethe.ServiceDatabase;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
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
}
