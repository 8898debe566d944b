package io.lethe.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.access.Caller;
import io.lethe.access.Grant;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class RestraintResourceTest {

  private static final Caller STRANGER =
      Caller.of(
          "issuer",
          "officer",
          List.of(
              new Grant(Set.of(Role.PRIVACY_OFFICER), Set.of("racurs"), Set.of("*"), Set.of())));

  private final RestraintService restraints;

  @Inject
  RestraintResourceTest(RestraintService restraints) {
    this.restraints = restraints;
  }

  private static Map<String, Object> order(Map<String, ?> scope) {
    Map<String, Object> order = new HashMap<>(scope);
    order.putIfAbsent("policy", "mst_software");
    order.putIfAbsent("authority", "court");
    order.putIfAbsent("reason", "case 1");
    return order;
  }

  private static String stateOf(String record) {
    return Api.get(Role.PRODUCT, "/records/" + record).extract().path("state");
  }

  @ParameterizedTest
  @CsvSource({"/holds, HELD, HOLD_RELEASED", "/blocks, BLOCKED, BLOCK_RELEASED"})
  @ProducesCode({ErrorCode.HOLD_RELEASED, ErrorCode.BLOCK_RELEASED})
  void restraintIsPlacedShownAndReleasedOnce(String path, String state, ErrorCode released) {
    // Given
    String subject = "restrained" + path;
    String record =
        Api.record("mst_software", "account", subject, Map.of("email", "a@example.org"));

    // When
    ValidatableResponse placed =
        Api.post(Role.PRIVACY_OFFICER, path, order(Map.of("subject", subject)));

    // Then
    String id = placed.statusCode(201).body("covers", equalTo(1)).extract().path("id");
    assertThat(stateOf(record)).isEqualTo(state);
    String release = path + "/" + id + "/release";
    Api.post(Role.PRIVACY_OFFICER, release).statusCode(200).body("releasedAt", notNullValue());
    assertThat(stateOf(record)).isEqualTo("ACTIVE");
    Problems.isProblem(Api.post(Role.PRIVACY_OFFICER, release), released);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/holds", "/blocks"})
  @ProducesCode({
    ErrorCode.POLICY_UNKNOWN,
    ErrorCode.CATEGORY_UNKNOWN,
    ErrorCode.SUBJECT_UNKNOWN,
    ErrorCode.NOT_FOUND
  })
  void whatIsNotThereCannotBeRestrained(String path) {
    // When
    ValidatableResponse policy = place(path, Map.of("policy", "marker-9c1"));
    ValidatableResponse draft = place(path, Map.of("policy", "unnamed_app"));
    ValidatableResponse category = place(path, Map.of("category", "marker-9c1"));
    ValidatableResponse subject = place(path, Map.of("subject", "marker-9c1"));
    ValidatableResponse key = place(path, Map.of("subjectKey", UUID.randomUUID()));
    ValidatableResponse release =
        Api.post(Role.PRIVACY_OFFICER, path + "/" + UUID.randomUUID() + "/release");

    // Then
    Problems.isProblem(policy, ErrorCode.POLICY_UNKNOWN);
    Problems.isProblem(draft, ErrorCode.POLICY_UNKNOWN);
    Problems.isProblem(category, ErrorCode.CATEGORY_UNKNOWN);
    Problems.isProblem(subject, ErrorCode.SUBJECT_UNKNOWN);
    Problems.isProblem(key, ErrorCode.SUBJECT_UNKNOWN);
    Problems.isProblem(release, ErrorCode.NOT_FOUND);
    for (ValidatableResponse response : List.of(policy, category, subject)) {
      assertThat(response.extract().asString()).doesNotContain("marker-9c1");
    }
  }

  private static ValidatableResponse place(String path, Map<String, ?> scope) {
    return Api.post(Role.PRIVACY_OFFICER, path, order(scope));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/holds", "/blocks"})
  void authorityMayBeLeftOutAndIsThenNull(String path) {
    // Given
    Map<String, String> order = Map.of("policy", "express", "reason", "audit");
    Map<String, String> blank = Map.of("policy", "express", "reason", "audit", "authority", " ");

    for (Map<String, String> body : List.of(order, blank)) {
      // When
      ValidatableResponse placed = Api.post(Role.PRIVACY_OFFICER, path, body);

      // Then
      placed
          .statusCode(201)
          .body("$", hasKey("authority"))
          .body("authority", nullValue())
          .body("reason", equalTo("audit"));
      String id = placed.extract().path("id");
      Api.post(Role.PRIVACY_OFFICER, path + "/" + id + "/release")
          .statusCode(200)
          .body("authority", nullValue());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`{\"policy\":\"sens\",\"authority\":\"a\",\"reason\":\"r\",\"categroy\":\"x\"}` |",
        "`{\"policy\":\"sens\",\"policy\":\"express\",\"authority\":\"a\",\"reason\":\"r\"}` |",
        "`{\"policy\":\"sens\",\"authority\":\"a\",\"reason\":\"r\\u0000\"}` | reason",
        "`{\"policy\":\"sens\",\"authority\":\"a\",\"reason\":\"r\"} {}` |",
        "`{\"policy\":\"sens\",\"authority\":\"a\"}` | reason",
        "`{\"policy\":\"sens\",\"authority\":\"a\",\"reason\":\" \"}` | reason",
        "`{\"policy\":\"sens\",\"authority\":\"a\",\"reason\":\"r\",\"endsAt\":\"soon\"}` | endsAt",
        "`{\"policy\":\"sens\",\"authority\":\"a\",\"reason\":\"r\",\"subjectKey\":\"x\"}` |"
            + " subjectKey",
      })
  void bodyThatSaysSomethingElseIsRefused(String body, String path) {
    // When
    ValidatableResponse response = Api.post(Role.PRIVACY_OFFICER, "/holds", body);

    // Then
    response.statusCode(400);
    JsonNode problem = Api.json(response.extract().asString());
    assertThat(problem.path("code").asText()).isIn("BODY_SHAPE", "BODY_NOT_JSON");
    assertThat(problem.path("violations").path(0).path("path").asText(null)).isEqualTo(path);
  }

  @Test
  void officerOfAnotherPolicyCanNeitherPlaceNorRelease() {
    // Given
    String id =
        place("/holds", Map.of("category", "order_email")).statusCode(201).extract().path("id");
    RestraintInput input =
        new RestraintInput("mst_software", null, null, null, "court", "case", null);

    // Then
    assertThatThrownBy(
            () -> restraints.place(Restraint.HOLD, STRANGER, input).await().atMost(patience()))
        .satisfies(Problems.carries(ErrorCode.POLICY_UNKNOWN));
    assertThatThrownBy(
            () ->
                restraints
                    .release(Restraint.HOLD, STRANGER, UUID.fromString(id))
                    .await()
                    .atMost(patience()))
        .satisfies(Problems.carries(ErrorCode.NOT_FOUND));
    Api.post(Role.PRIVACY_OFFICER, "/holds/" + id + "/release").statusCode(200);
  }

  private static Duration patience() {
    return Duration.ofSeconds(10);
  }
}
