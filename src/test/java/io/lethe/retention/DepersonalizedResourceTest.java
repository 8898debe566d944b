package io.lethe.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.QuietProfile;
import io.lethe.ServiceDatabase;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages and streams of what depersonalization left. */
@QuarkusTest
@TestProfile(QuietProfile.class)
class DepersonalizedResourceTest {

  /** More than are read at once, and no multiple of it. */
  private static final int ROWS = 2_500;

  private static final String LIST = "/depersonalized?policy=sens&category=automatic";

  @BeforeEach
  void leave() {
    ServiceDatabase.execute(
        "INSERT INTO depersonalized.record (id, policy, category, quasi, counts, data,"
            + " destroy_after) SELECT gen_random_uuid(), 'sens', 'automatic', '{}', true,"
            + " jsonb_build_object('n', i, 't', E'a\\nb'), '2031-09-15'"
            + " FROM generate_series(1, ?) AS i",
        ROWS);
  }

  @AfterEach
  void remove() {
    ServiceDatabase.execute("DELETE FROM depersonalized.record WHERE category = 'automatic'");
  }

  private static ValidatableResponse get(String accept, String path) {
    return Api.as(Role.RESEARCHER).header("Accept", accept).get(path).then();
  }

  private static List<JsonNode> lines(String path) {
    return get(Api.NDJSON, path)
        .statusCode(200)
        .contentType(containsString(Api.NDJSON))
        .extract()
        .asString()
        .lines()
        .map(Api::json)
        .toList();
  }

  @Test
  void everyRowIsStreamedAsALine() {
    // Given
    List<JsonNode> paged = new ArrayList<>();
    get("application/json", LIST + "&limit=5000")
        .extract()
        .<List<?>>path("items")
        .forEach(item -> paged.add(Api.json(Api.text(item))));

    // When
    List<JsonNode> lines = lines(LIST);

    // Then
    assertThat(paged).hasSize(ROWS);
    assertThat(lines).isEqualTo(paged);
  }

  @Test
  void streamBeginsAfterAnIdAndEndsAtALimit() {
    // Given
    List<JsonNode> all = lines(LIST);

    // When
    List<JsonNode> some = lines(LIST + "&limit=1200&after=" + all.get(9).path("id").asText());

    // Then
    assertThat(some).isEqualTo(all.subList(10, 1210));
  }

  @Test
  void categoryWithoutRowsIsAnEmptyStream() {
    // Then
    assertThat(
            lines(
                "/depersonalized?policy=sens&category=optional&after="
                    + "f".repeat(8)
                    + "-ffff-ffff-ffff-ffffffffffff"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "*/*", "application/*", ""})
  void anyoneElseGetsAPage(String accept) {
    // When
    ValidatableResponse page =
        accept.isEmpty() ? Api.get(Role.RESEARCHER, LIST) : get(accept, LIST);

    // Then
    page.statusCode(200)
        .contentType(containsString("application/json"))
        .body("items", hasSize(500));
  }

  @Test
  void streamIsRefusedLikeAPage() {
    // Then
    Problems.isProblem(
        get(Api.NDJSON, "/depersonalized?policy=sens"), ErrorCode.PARAMETER_INVALID, "category");
    Problems.isProblem(get(Api.NDJSON, LIST + "&limit=x"), ErrorCode.PARAMETER_INVALID, "limit");
    Problems.isProblem(get("text/csv", LIST), ErrorCode.NOT_ACCEPTABLE);
  }
}
