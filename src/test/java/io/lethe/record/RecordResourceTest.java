package io.lethe.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.ServiceDatabase;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class RecordResourceTest {

  private static final String GOOD =
      "{\"reference\":\"g\",\"policy\":\"sens\",\"category\":\"mandatory\",\"subject\":\"u-1\","
          + "\"fields\":{\"first_name\":\"Anna\",\"gender\":\"f\"}}";

  @ParameterizedTest
  @ValueSource(strings = {"/records", "/transform"})
  void oneObjectIsAnsweredWithItsProtectedView(String path) {
    // When
    JsonNode item = Api.items(Role.PRODUCT, path, GOOD).get(0);

    // Then
    assertThat(item.path("reference").asText()).isEqualTo("g");
    assertThat(item.path("status").asText()).isEqualTo("accepted");
    assertThat(item.path("fields").toString())
        .isEqualTo("{\"first_name\":{\"encrypted\":true},\"gender\":\"f\"}");
    assertThat(item.has("id")).isEqualTo(path.equals("/records"));
  }

  @Test
  @ProducesCode(ErrorCode.KEY_UNAVAILABLE)
  void brokenDataKeyRefusesTheRecordsUnderItAlone() {
    // Given
    String broken = GOOD.replace("u-1", "broken-key");
    String id = Api.items(Role.PRODUCT, "/records", broken).get(0).path("id").asText();
    ServiceDatabase.execute(
        "UPDATE lethe_key.subject_key k SET wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1)"
            + " FROM record r WHERE k.id = r.key_id AND r.id = ?",
        UUID.fromString(id));

    // When
    List<JsonNode> items =
        Api.items(
            Role.PRODUCT,
            "/records",
            "[" + GOOD + "," + broken + "," + GOOD.replace("u-1", "new-key") + "]");

    // Then
    assertThat(items.get(0).path("status").asText()).isEqualTo("accepted");
    Problems.isRejected(items.get(1), ErrorCode.KEY_UNAVAILABLE, "");
    assertThat(items.get(2).path("status").asText()).isEqualTo("accepted");
  }

  @Test
  void storedRecordIsReadInTheViewThatWasAnswered() {
    // Given
    String id = Api.items(Role.PRODUCT, "/records", GOOD).get(0).path("id").asText();

    // When
    JsonNode view = Api.json(Api.get(Role.PRODUCT, "/records/" + id).extract().asString());

    // Then
    assertThat(view.path("fields").path("gender").asText()).isEqualTo("f");
    assertThat(view.path("fields").path("first_name").path("encrypted").asBoolean()).isTrue();
    assertThat(view.path("state").asText()).isEqualTo("WAITING_FOR_EVENT");
    assertThat(view.path("policyVersion").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/records", "/transform"})
  void everyItemOfAnArrayIsAnsweredInItsPlace(String path) {
    // When
    ValidatableResponse response =
        Api.post(Role.PRODUCT, path, "[" + GOOD + ",\"text\",7,null,[]," + GOOD + "]");

    // Then
    JsonNode answer = Api.json(response.statusCode(200).extract().asString());
    assertThat(answer.path("accepted").asInt()).isEqualTo(2);
    assertThat(answer.path("rejected").asInt()).isEqualTo(4);
    for (int i = 1; i <= 4; i++) {
      Problems.isRejected(answer.path("items").path(i), ErrorCode.BODY_SHAPE, "");
    }
    assertThat(answer.path("items").path(5).path("status").asText()).isEqualTo("accepted");
  }

  @Test
  void emptyArrayIsAnsweredWithNothing() {
    // When
    ValidatableResponse response = Api.post(Role.PRODUCT, "/records", "[]");

    // Then
    assertThat(response.statusCode(200).extract().asString())
        .isEqualTo("{\"accepted\":0,\"rejected\":0,\"items\":[]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "policy     | `marker-9c1`                        | POLICY_UNKNOWN         | policy",
        "policy     | `unnamed_app`                       | POLICY_NOT_ACTIVE      | policy",
        "category   | `marker-9c1`                        | CATEGORY_UNKNOWN       | category",
        "subject    | ``                                  | SUBJECT_MISSING        | subject",
        "collectedAt | `1970-01-01T00:00:00Z`             | CLOCK_OUT_OF_RANGE     | collectedAt",
        "collectedAt | `9999-01-01T00:00:00Z`             | CLOCK_OUT_OF_RANGE     | collectedAt",
        "collectedAt | `marker-9c1`                       | CLOCK_OUT_OF_RANGE     | collectedAt",
        "marker-9c1 | `marker-9c1`                        | BODY_SHAPE             | [4]",
        "no_such    | `marker-9c1`                        | BODY_SHAPE             | no_such",
        "attributes | `{\"marker-9c1\":\"marker-9c1\"}`   | ATTRIBUTE_NOT_DECLARED | attributes[0]",
        "attributes | `{\"no_such\":\"marker-9c1\"}`      | ATTRIBUTE_NOT_DECLARED | attributes.no_such",
        "attributes | `marker-9c1`                        | BODY_SHAPE             | attributes",
        "attributes | `{\"of_age\":false}`                 | ATTRIBUTE_REJECTED     | attributes.of_age",
        "attributes | `{\"of_age\":\"marker-9c1\"}`        | ATTRIBUTE_REJECTED     | attributes.of_age",
        "fields     | `marker-9c1`                        | BODY_SHAPE             | fields",
        "fields     | `{\"marker-9c1\":\"marker-9c1\"}`   | FIELD_NOT_DECLARED     | fields[0]",
        "fields     | `{\"no_such\":\"marker-9c1\"}`      | FIELD_NOT_DECLARED     | fields.no_such",
        "fields     | `{\"phone_number\":\"marker-9c1\"}` | VALUE_INVALID          | fields.phone_number",
        "fields     | `{\"gender\":\"\\u0000marker-9c1\"}` | VALUE_INVALID         | fields.gender",
        "fields     | `{\"gender\":{\"a\":\"marker-9c1\"}}` | VALUE_INVALID        | fields.gender",
      })
  @ProducesCode({
    ErrorCode.POLICY_UNKNOWN,
    ErrorCode.POLICY_NOT_ACTIVE,
    ErrorCode.CATEGORY_UNKNOWN,
    ErrorCode.SUBJECT_MISSING,
    ErrorCode.CLOCK_OUT_OF_RANGE,
    ErrorCode.BODY_SHAPE,
    ErrorCode.ATTRIBUTE_NOT_DECLARED,
    ErrorCode.ATTRIBUTE_REJECTED,
    ErrorCode.FIELD_NOT_DECLARED,
    ErrorCode.VALUE_INVALID
  })
  void badItemIsRefusedAloneWithItsPathAndWithoutItsValue(
      String key, String value, ErrorCode code, String path) {
    // Given
    Map<String, Object> bad =
        new java.util.LinkedHashMap<>(
            Map.of("policy", "sens", "category", "mandatory", "subject", "u-2"));
    bad.put("fields", Map.of("gender", "m"));
    bad.put(key, value.startsWith("{") ? Api.json(value) : value);

    // When
    List<JsonNode> items =
        Api.items(Role.PRODUCT, "/records", List.of(Api.json(GOOD), Api.json(Api.text(bad))));

    // Then
    assertThat(items.get(0).path("status").asText()).isEqualTo("accepted");
    Problems.isRejected(items.get(1), code, path);
    assertThat(items.toString()).doesNotContain("marker-9c1");
  }

  @Test
  @ProducesCode(ErrorCode.CATEGORY_BLOCKED)
  void categoryWithoutATermTakesNoRecord() {
    // Given
    Map<String, Object> log =
        Map.of(
            "policy", "mst_software",
            "category", "log",
            "subject", "u-2",
            "fields", Map.of("user_agent", "marker-9c1"));

    // When
    List<JsonNode> items = Api.items(Role.PRODUCT, "/records", List.of(Api.json(Api.text(log))));

    // Then
    Problems.isRejected(items.get(0), ErrorCode.CATEGORY_BLOCKED, "category");
    assertThat(items.toString()).doesNotContain("marker-9c1");
  }

  @Test
  @ProducesCode(ErrorCode.FIELD_REJECTED)
  void fieldThatMayNotBeCollectedIsRefused() {
    // When
    List<JsonNode> items =
        Api.items(
            Role.PRODUCT,
            "/records",
            Map.of(
                "policy", "sens",
                "category", "payment_data",
                "subject", "u-3",
                "fields", Map.of("payment_data", "4111111111111111")));

    // Then
    Problems.isRejected(items.get(0), ErrorCode.FIELD_REJECTED, "fields.payment_data");
    assertThat(items.toString()).doesNotContain("4111");
  }

  @Test
  void everyFaultOfAnItemIsListed() {
    // When
    JsonNode item =
        Api.items(
                Role.PRODUCT,
                "/transform",
                "{\"policy\":\"sens\",\"category\":\"mandatory\",\"subject\":\"u\",\"fields\":"
                    + "{\"none\":1,\"email\":\"x\",\"date_of_birth\":\"1990-02-30\"}}")
            .get(0);

    // Then
    assertThat(item.path("problem").path("violations").findValuesAsText("path"))
        .containsExactly("fields.none", "fields.email", "fields.date_of_birth");
  }

  @Test
  @ProducesCode({ErrorCode.NOT_FOUND, ErrorCode.PARAMETER_INVALID})
  void whatIsNotThereOrNotAskedForWholeIsAProblem() {
    // When
    ValidatableResponse none = Api.get(Role.PRODUCT, "/records/" + UUID.randomUUID());
    ValidatableResponse noId = Api.get(Role.PRODUCT, "/records/marker-9c1");
    ValidatableResponse noPolicy = Api.get(Role.PRODUCT, "/records?category=mandatory");
    ValidatableResponse neither = Api.get(Role.PRODUCT, "/records?policy=sens");

    // Then
    Problems.isProblem(none, ErrorCode.NOT_FOUND);
    Problems.isProblem(noId, ErrorCode.NOT_FOUND);
    Problems.isProblem(noPolicy, ErrorCode.PARAMETER_INVALID, "policy");
    Problems.isProblem(neither, ErrorCode.PARAMETER_INVALID, "category");
  }

  @Test
  void listIsReadInPagesThatMeet() {
    // Given
    for (int i = 0; i < 5; i++) {
      Api.record("mst_software", "conversation", "pages-" + i, Map.of("conversation", "hello"));
    }
    String list = "/records?policy=mst_software&category=conversation&limit=";

    // When
    JsonNode first = Api.json(Api.get(Role.PRODUCT, list + 3).extract().asString());
    JsonNode second =
        Api.json(
            Api.get(Role.PRODUCT, list + "500&after=" + first.path("next").asText())
                .extract()
                .asString());

    // Then
    assertThat(first.path("items")).hasSize(3);
    assertThat(second.path("items").size()).isGreaterThanOrEqualTo(2);
    assertThat(second.path("next").isNull()).isTrue();
    assertThat(second.path("items").findValuesAsText("id"))
        .doesNotContainAnyElementsOf(first.path("items").findValuesAsText("id"));
  }
}
