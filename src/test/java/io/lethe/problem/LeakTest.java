package io.lethe.problem;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.lethe.Api;
import io.lethe.ConsoleLog;
import io.lethe.ServiceDatabase;
import io.lethe.access.Role;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A value that a caller sends wrongly is found nowhere: not in answers, logs, ledger, metrics. */
@QuarkusTest
class LeakTest {

  private static final String MARKER = "Qz7Leak9";
  private static final String JSON = "application/json";

  private ConsoleLog log;

  @BeforeEach
  void listen() {
    log = ConsoleLog.take();
  }

  @AfterEach
  void stop() {
    log.close();
  }

  private void assertNowhere(ValidatableResponse... responses) {
    for (ValidatableResponse response : responses) {
      assertThat(response.extract().asString()).doesNotContainIgnoringCase(MARKER);
      assertThat(response.extract().headers().toString()).doesNotContainIgnoringCase(MARKER);
    }
    assertThat(log.text()).doesNotContainIgnoringCase(MARKER);
    assertThat(given().get("/q/metrics").asString()).doesNotContainIgnoringCase(MARKER);
    Object entries = ServiceDatabase.value("SELECT string_agg(entry, ' ') FROM ledger_entry");
    assertThat(entries.toString()).isNotEmpty().doesNotContainIgnoringCase(MARKER);
  }

  private static String item(String changes) {
    return "{\"policy\":\"sens\",\"category\":\"mandatory\",\"subject\":\"leak\",\"type\":"
        + "\"last-activity\",\"at\":\"2020-01-01T00:00:00Z\","
        + changes
        + "}";
  }

  static Stream<String> bodies() {
    String m = MARKER;
    return Stream.of(
        m,
        "\"" + m + "\"",
        "[\"" + m + "\"]",
        "{\"" + m,
        "{\"" + m + "\":" + m + "}",
        "{\"" + m + "\":1,\"" + m + "\":2}",
        "[".repeat(2000) + "\"" + m + "\"",
        "{\"policy\":\"" + m + "\",\"subject\":\"" + m + "\"}",
        "{\"policy\":\"sens\",\"category\":\"" + m + "\",\"type\":\"" + m + "\"}",
        "{\"policy\":{\"" + m + "\":\"" + m + "\"},\"fields\":\"" + m + "\"}",
        "{\"policy\":\"sens\",\"subject\":\"" + m + "\",\"field\":\"" + m + "\"}",
        "{\"policy\":\"sens\",\"field\":\"email\",\"value\":\"" + m + "\"}",
        "{\"policy\":\"sens\",\"field\":\"phone_number\",\"value\":\"" + m + "\"}",
        "{\"policy\":\"sens\",\"" + m + "\":\"" + m + "\"}",
        "{\"policy\":\"sens\",\"endsAt\":\"" + m + "\",\"subjectKey\":\"" + m + "\"}",
        "{\"policy\":\"sens\",\"subjectKey\":\"" + m + "\"}",
        "{\"policy\":\"sens\",\"authority\":\"" + m + "\",\"reason\":\"" + m + "\\u0000\"}",
        "{\"policy\":\"none\",\"authority\":\"" + m + "\",\"reason\":\"" + m + "\"}",
        "{\"policy\":\"sens\",\"subject\":\"" + m + "\",\"authority\":\"a\",\"reason\":\"b\"}",
        "{\"policy\":\"sens\",\"type\":\"" + m + "\",\"channel\":\"email\",\"subject\":\"x\"}",
        "{\"policy\":\"sens\",\"type\":\"rectify\",\"channel\":\"email\",\"subject\":\""
            + m
            + "\"}",
        "{\"policy\":\"sens\",\"channel\":\"" + m + "\",\"contains\":[\"" + m + "\"]}",
        "{\"asOf\":\"" + m + "\"}",
        "{\"dryRun\":\"" + m + "\"}",
        "{\"records\":[\"" + m + "\"],\"fields\":[\"" + m + "\"]}",
        "{\"policy\":\"sens\",\"category\":\"mandatory\",\"purpose\":\""
            + m
            + "\",\"reason\":\""
            + m
            + "\",\"records\":[\"00000000-0000-4000-8000-000000000000\"],\"fields\":[\"email\"]}",
        "{\"policy\":\""
            + m
            + "\",\"category\":\""
            + m
            + "\",\"action\":\""
            + m
            + "\",\"purpose\":\""
            + m
            + "\"}",
        "{\"policy\":\"sens\",\"category\":\""
            + m
            + "\",\"action\":\""
            + m
            + "\",\"purpose\":\""
            + m
            + "\",\"recipient\":\""
            + m
            + "\"}",
        "{\"policy\":\"sens\",\"category\":\"mandatory\",\"action\":\"use\",\"purpose\":\""
            + "account\",\"subject\":\""
            + m
            + "\"}",
        "{\"policy\":\"sens\",\"category\":\"mandatory\",\"action\":\"provide\",\"purpose\":\""
            + "account\",\"recipient\":\""
            + m
            + "\",\"fields\":[\""
            + m
            + "\"],"
            + "\"basis\":[{\"need\":\""
            + m
            + "\",\"reference\":\""
            + m
            + "@x\"}]}",
        item("\"subject\":\"" + m + "\""),
        item("\"collectedAt\":\"" + m + "\""),
        item("\"at2\":\"" + m + "\""),
        item("\"purpose\":\"" + m + "\""),
        item("\"" + m + "\":1"),
        item("\"attributes\":{\"" + m + "\":\"" + m + "\"}"),
        item("\"fields\":{\"" + m + "\":\"" + m + "\"}"),
        item("\"fields\":{\"email\":\"" + m + "\",\"phone_number\":\"" + m + "\"}"),
        item("\"fields\":{\"date_of_birth\":\"" + m + "\",\"gender\":[\"" + m + "\"]}"),
        item("\"fields\":{\"photo\":\"" + m.repeat(3000) + "\"}"),
        item("\"fields\":{\"city\":\"" + m + "\\u0000\",\"first_name\":{\"" + m + "\":1}}"),
        item("\"fields\":{\"first_name\":\"" + m + "\\ud800\"}"));
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void bodyThatIsRefusedLeavesNoTrace(String body) {
    // When
    ValidatableResponse[] responses =
        Stream.of(
                Api.send(Role.PRODUCT, "/records", JSON, body),
                Api.send(Role.PRODUCT, "/records", Api.NDJSON, body),
                Api.send(Role.PRODUCT, "/records", MARKER + "/" + MARKER, body),
                Api.send(Role.PRODUCT, "/transform", Api.NDJSON, body),
                Api.send(Role.PRODUCT, "/events", JSON, body),
                Api.send(Role.PRODUCT, "/events", Api.NDJSON, body),
                Api.send(Role.PRODUCT, "/subjects/search", JSON, body),
                Api.send(Role.PRODUCT, "/decisions", JSON, body),
                Api.send(Role.PRIVACY_OFFICER, "/holds", JSON, body),
                Api.send(Role.PRIVACY_OFFICER, "/blocks", JSON, body),
                Api.send(Role.PRIVACY_OFFICER, "/requests", JSON, body),
                Api.send(Role.PRIVACY_OFFICER, "/incidents", JSON, body),
                Api.send(Role.PRIVACY_OFFICER, "/retention/runs", JSON, body),
                Api.send(Role.REIDENTIFIER, "/reidentifications", JSON, body))
            .toArray(ValidatableResponse[]::new);

    // Then
    assertNowhere(responses);
  }

  /** Keys are named, or nobody could mend them: a policy is no one's data. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "policy: [Qz7Leak9",
        "policy: Qz7Leak9 with spaces",
        "policy: shop\ntitle: [Qz7Leak9]\nzone: Qz7Leak9\neffective: Qz7Leak9",
        "policy: shop\ncategories: {a: {fields: {b: {type: Qz7Leak9, on-receipt: Qz7Leak9}}}}",
        "policy: shop\ncategories: {a: {retention: [{from: Qz7Leak9, keep: Qz7Leak9}]}}",
        "policy: shop\npolicy: Qz7Leak9",
        "policy: shop\nQz7: Qz7Leak9",
        "a: &Qz7Leak9 b\nc: *Qz7Leak10",
        "a: !!Qz7Leak9 b",
        "a: \"Qz7Leak9\\xZZ\"",
      })
  void documentThatIsRefusedLeavesNoTrace(String yaml) {
    // When
    ValidatableResponse response =
        Api.send(Role.PRIVACY_OFFICER, "/policies", "application/yaml", yaml);

    // Then
    assertThat(response.extract().statusCode()).isEqualTo(422);
    assertNowhere(response);
  }

  @ParameterizedTest
  @CsvSource({
    "PRODUCT,          /records/Qz7Leak9",
    "PRODUCT,          /records/Qz7Leak9/explanation",
    "PRODUCT,          /records?policy=Qz7Leak9&category=Qz7Leak9",
    "PRODUCT,          /records?policy=Qz7Leak9%00&category=Qz7Leak9",
    "PRODUCT,          /records?policy=a&category=b&subjectKey=Qz7Leak9",
    "PRODUCT,          /records?policy=a&category=b&limit=Qz7Leak9&after=Qz7Leak9",
    "PRODUCT,          /Qz7Leak9",
    "PRODUCT,          /ledger/entries?Qz7Leak9=Qz7Leak9",
    "RESEARCHER,       /depersonalized?policy=Qz7Leak9&category=Qz7Leak9",
    "AUDITOR,          /policies/Qz7Leak9",
    "AUDITOR,          /policies/Qz7Leak9/versions/1/document",
    "AUDITOR,          /policies/sens/versions/Qz7Leak9",
    "AUDITOR,          /policies?after=Qz7Leak9",
    "AUDITOR,          /acts/Qz7Leak9/event-log",
    "AUDITOR,          /acts?after=Qz7Leak9",
    "AUDITOR,          /requests?state=Qz7Leak9",
    "AUDITOR,          /requests?dueWithin=Qz7Leak9",
    "AUDITOR,          /retention/runs?after=Qz7Leak9",
    "AUDITOR,          /retention/runs/Qz7Leak9",
    "AUDITOR,          /ledger/entries?after=Qz7Leak9",
  })
  void addressThatIsRefusedLeavesNoTrace(Role role, String path) {
    // When
    ValidatableResponse response = Api.get(role, path);

    // Then
    assertNowhere(response);
  }

  @Test
  void tokenThatIsRefusedLeavesNoTrace() {
    // Given
    String claims = encoded("{\"iss\":\"" + MARKER + "\",\"sub\":\"" + MARKER + "\"}");
    List<String> tokens =
        List.of(
            MARKER,
            MARKER + "." + MARKER + "." + MARKER,
            encoded("{\"alg\":\"none\"}") + "." + claims + ".",
            encoded("{\"alg\":\"RS256\",\"kid\":\"" + MARKER + "\"}")
                + "."
                + claims
                + "."
                + MARKER);

    for (String token : tokens) {
      // When
      ValidatableResponse bearer =
          given().header("Authorization", "Bearer " + token).get("/api/v1/acts").then();
      ValidatableResponse other =
          given().header("Authorization", MARKER + " " + token).get("/api/v1/acts").then();

      // Then
      Problems.isProblem(bearer, ErrorCode.UNAUTHENTICATED);
      Problems.isProblem(other, ErrorCode.UNAUTHENTICATED);
      assertNowhere(bearer, other);
    }
  }

  private static String encoded(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  @ProducesCode(ErrorCode.INTERNAL)
  void errorOfTheDatabaseThatRepeatsTheRowLeavesNoTrace() {
    // Given
    Map<String, ?> record =
        Map.of(
            "policy", "sens",
            "category", "optional",
            "subject", "leak-2",
            "fields", Map.of("profession", MARKER));
    ServiceDatabase.execute(
        "ALTER TABLE record ADD CONSTRAINT spoilt CHECK (category <> 'optional') NOT VALID");

    // When
    ValidatableResponse response = Api.post(Role.PRODUCT, "/records", record);
    ServiceDatabase.execute("ALTER TABLE record DROP CONSTRAINT spoilt");

    // Then
    Problems.isProblem(response, ErrorCode.INTERNAL);
    assertThat(log.text()).contains("23514");
    assertNowhere(response);
  }

  @Test
  void acceptedReferenceAndOriginalsAreShownByNoView() {
    // When
    String id =
        Api.record(
            "sens",
            "mandatory",
            MARKER,
            Map.of("first_name", MARKER, "email", MARKER + "@example.org"));
    Api.event("sens", MARKER, "last-activity", "2020-01-01T00:00:00Z");

    // Then
    assertNowhere(
        Api.get(Role.PRODUCT, "/records/" + id),
        Api.get(Role.PRODUCT, "/records/" + id + "/explanation"),
        Api.get(Role.PRODUCT, "/records?policy=sens&category=mandatory&limit=500"),
        Api.post(Role.PRODUCT, "/subjects/search", Map.of("policy", "sens", "subject", MARKER)),
        Api.get(Role.AUDITOR, "/ledger/entries?limit=1000"));
  }
}
