package io.lethe.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The key encryption key of a local build, which rotates like a ring. */
@QuarkusTest
class KekRingResourceTest {

  private static JsonNode kek() {
    JsonNode rings = Api.json(Api.get(Role.SECURITY, "/keys").statusCode(200).extract().asString());
    for (JsonNode ring : rings.get("items")) {
      if (ring.get("ring").asText().equals("key-encryption-key")) {
        return ring.get("versions");
      }
    }
    throw new AssertionError(rings);
  }

  @Test
  @ProducesCode(ErrorCode.KEY_ROTATED_ELSEWHERE)
  void everyRingIsWrappedUnderTheNextVersionAndStillOpens() {
    // Given
    Club club = Club.open("kek_club");
    List<String> records = club.members(2);
    long wrapped = uses(kek(), "ACTIVE") + uses(kek(), "RETIRED");

    // When
    JsonNode job = Club.done(order("/rotate"));

    // Then
    JsonNode versions = kek();
    assertThat(job.get("moved").asLong()).isEqualTo(wrapped);
    assertThat(uses(versions, "ACTIVE")).isEqualTo(wrapped);
    assertThat(uses(versions, "RETIRED")).isZero();
    assertThat(versions)
        .last()
        .matches(version -> version.get("name").asText().equals("lethe-" + versions.size()))
        .matches(version -> version.get("version").asInt() == versions.size());
    assertThat(club.rotate("data").get("state").asText()).isEqualTo("COMPLETED");
    assertThat(club.names(records)).containsExactly("Anna Nr 0", "Anna Nr 1");
    assertThat(Club.done(order("/rewrap")).get("moved").asLong()).isZero();
    Club.refuses(order("/versions/1/destroy"), ErrorCode.KEY_ROTATED_ELSEWHERE);
  }

  private static io.restassured.response.ValidatableResponse order(String what) {
    return Club.as(Club.FIRST, "/keys/key-encryption-key" + what, Map.of());
  }

  private static long uses(JsonNode versions, String state) {
    long uses = 0;
    for (JsonNode version : versions) {
      uses += version.get("state").asText().equals(state) ? version.get("uses").asLong() : 0;
    }
    return uses;
  }
}
