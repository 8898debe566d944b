package io.lethe.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import io.lethe.Api;
import io.lethe.QuietProfile;
import io.lethe.RawClient;
import io.lethe.Tokens;
import io.lethe.access.Role;
import io.lethe.problem.ErrorCode;
import io.lethe.problem.Problems;
import io.lethe.problem.ProducesCode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(QuietProfile.class)
class IntakeResourceTest {

  @TestHTTPResource("/")
  URI service;

  private static final String JSON = "application/json";

  /** Beyond every buffer on the way, in bytes. */
  private static final long LARGE = 12L << 20;

  private static final long ENDLESS = 1L << 30;
  private static final String MARKER = "marker-9c1";
  private static final String BOM = "\uFEFF";

  private static String line(String reference) {
    return "{\"reference\":\""
        + reference
        + "\",\"policy\":\"sens\",\"category\":\"mandatory\",\"subject\":\"u-1\","
        + "\"fields\":{\"gender\":\"f\"}}";
  }

  static Stream<Arguments> bodiesThatAreRefusedWhole() {
    String deep = "[".repeat(200) + "\"" + MARKER + "\"" + "]".repeat(200);
    return Stream.of(
        Arguments.of(JSON, "", ErrorCode.BODY_EMPTY),
        Arguments.of(JSON, "  \n ", ErrorCode.BODY_EMPTY),
        Arguments.of(JSON, "{\"policy\":\"" + MARKER, ErrorCode.BODY_NOT_JSON),
        Arguments.of(JSON, MARKER, ErrorCode.BODY_NOT_JSON),
        Arguments.of(JSON, line("a") + line(MARKER), ErrorCode.BODY_NOT_JSON),
        Arguments.of(JSON, line("a") + "\n" + line(MARKER), ErrorCode.BODY_NOT_JSON),
        Arguments.of(JSON, deep, ErrorCode.BODY_NOT_JSON),
        Arguments.of(
            JSON, "{\"policy\":\"a\",\"policy\":\"" + MARKER + "\"}", ErrorCode.BODY_NOT_JSON),
        Arguments.of(JSON, "\u0000{}", ErrorCode.BODY_NOT_JSON),
        Arguments.of(JSON, "{\"a\":1e99999999999}", ErrorCode.BODY_NOT_JSON),
        Arguments.of(JSON, "{\"a\":" + "1".repeat(900) + "}", ErrorCode.BODY_NOT_JSON),
        Arguments.of(JSON, "\"" + MARKER + "\"", ErrorCode.BODY_SHAPE),
        Arguments.of(JSON, "7", ErrorCode.BODY_SHAPE),
        Arguments.of(JSON, "null", ErrorCode.BODY_SHAPE),
        Arguments.of("text/plain", line(MARKER), ErrorCode.MEDIA_TYPE),
        Arguments.of("application/xml", "<a>" + MARKER + "</a>", ErrorCode.MEDIA_TYPE),
        Arguments.of(JSON, " ".repeat(QuietProfile.BODY) + "{\"a\":1}", ErrorCode.BODY_TOO_LARGE));
  }

  @ParameterizedTest
  @MethodSource("bodiesThatAreRefusedWhole")
  @ProducesCode({
    ErrorCode.BODY_EMPTY,
    ErrorCode.BODY_NOT_JSON,
    ErrorCode.BODY_SHAPE,
    ErrorCode.MEDIA_TYPE,
    ErrorCode.BODY_TOO_LARGE
  })
  void bodyThatCannotBeReadIsRefusedWhole(String type, String body, ErrorCode code) {
    for (String path : List.of("/records", "/transform", "/events")) {
      // When
      ValidatableResponse response = Api.send(Role.PRODUCT, path, type, body);

      // Then
      Problems.isProblem(response, code).body(not(containsString(MARKER)));
    }
  }

  @Test
  void requestWithoutAContentTypeIsRefused() {
    // When
    ValidatableResponse response = Api.post(Role.PRODUCT, "/records");

    // Then
    Problems.isProblem(response, ErrorCode.MEDIA_TYPE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json; charset=utf-8", "APPLICATION/JSON"})
  void contentTypeIsReadAsHttpHasIt(String type) {
    // When
    ValidatableResponse response = Api.send(Role.PRODUCT, "/transform", type, BOM + line("a"));

    // Then
    assertThat(response.statusCode(200).extract().<Integer>path("accepted")).isEqualTo(1);
  }

  static Stream<Arguments> linesThatAreRefusedAlone() {
    return Stream.of(
        Arguments.of("{\"policy\":\"" + MARKER, ErrorCode.BODY_NOT_JSON),
        Arguments.of(line("a") + line(MARKER), ErrorCode.BODY_NOT_JSON),
        Arguments.of("{\"a\":1,\"a\":\"" + MARKER + "\"}", ErrorCode.BODY_NOT_JSON),
        Arguments.of("{\"a\":".repeat(50) + "1" + "}".repeat(50), ErrorCode.BODY_NOT_JSON),
        Arguments.of("{\u0000}", ErrorCode.BODY_NOT_JSON),
        Arguments.of("{\"a\":1e99999999999}", ErrorCode.BODY_NOT_JSON),
        Arguments.of("{\"a\":-1E-99999999999}", ErrorCode.BODY_NOT_JSON),
        Arguments.of("[" + line("a") + "]", ErrorCode.BODY_SHAPE),
        Arguments.of("\"" + MARKER + "\"", ErrorCode.BODY_SHAPE),
        Arguments.of(line(MARKER + "x".repeat(3 * QuietProfile.LINE)), ErrorCode.LINE_TOO_LONG),
        Arguments.of("x".repeat(100 * QuietProfile.LINE), ErrorCode.LINE_TOO_LONG));
  }

  @ParameterizedTest
  @MethodSource("linesThatAreRefusedAlone")
  @ProducesCode({ErrorCode.LINE_TOO_LONG, ErrorCode.BODY_NOT_JSON, ErrorCode.BODY_SHAPE})
  void lineThatCannotBeReadIsRefusedAloneInTheMiddleOfAStream(String bad, ErrorCode code) {
    // When
    List<JsonNode> answers =
        Api.lines(Role.PRODUCT, "/transform", line("1") + "\n" + bad + "\n" + line("3") + "\n");

    // Then
    assertThat(answers).hasSize(4);
    assertThat(answers.get(0).path("reference").asText()).isEqualTo("1");
    Problems.isRejected(answers.get(1), code, "");
    assertThat(answers.get(2).path("reference").asText()).isEqualTo("3");
    assertThat(answers.get(2).path("status").asText()).isEqualTo("accepted");
    assertThat(answers.get(3).toString())
        .isEqualTo("{\"summary\":{\"accepted\":2,\"rejected\":1}}");
    assertThat(answers.toString()).doesNotContain(MARKER);
  }

  @Test
  void referenceIsEchoedUpToItsBound() {
    // When
    List<JsonNode> answers =
        Api.lines(Role.PRODUCT, "/transform", line("r".repeat(256)) + "\n" + line("r".repeat(257)));

    // Then
    assertThat(answers.get(0).path("reference").asText()).hasSize(256);
    assertThat(answers.get(0).path("status").asText()).isEqualTo("accepted");
    Problems.isRejected(answers.get(1), ErrorCode.BODY_SHAPE, "reference");
    assertThat(answers.get(1).has("reference")).isFalse();
  }

  @Test
  void lineOfTheLongestLengthIsRead() {
    // Given
    String padding = " ".repeat(QuietProfile.LINE - line("a").length());

    // When
    List<JsonNode> answers = Api.lines(Role.PRODUCT, "/transform", line("a") + padding);

    // Then
    assertThat(answers.get(0).path("status").asText()).isEqualTo("accepted");
  }

  @Test
  void lineEndsOfEverySystemAndEmptyLinesAndAMissingLastEndAreRead() {
    // When
    List<JsonNode> answers =
        Api.lines(
            Role.PRODUCT,
            "/transform",
            BOM + line("1") + "\r\n\r\n\n  \n" + line("2") + "\n\n" + line("3"));

    // Then
    assertThat(answers.stream().map(answer -> answer.path("reference").asText()))
        .containsExactly("1", "2", "3", "");
    assertThat(answers.get(3).path("summary").path("accepted").asInt()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r\n\r\n"})
  void streamWithoutLinesIsAnsweredWithItsSummary(String body) {
    // When
    List<JsonNode> answers = Api.lines(Role.PRODUCT, "/records", body);

    // Then
    assertThat(answers.toString()).isEqualTo("[{\"summary\":{\"accepted\":0,\"rejected\":0}}]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/records", "/transform"})
  void answersOfALongStreamComeInItsOrder(String path) {
    // Given
    String body =
        IntStream.range(0, 500).mapToObj(i -> line("r" + i)).collect(Collectors.joining("\n"));

    // When
    List<JsonNode> answers = Api.lines(Role.PRODUCT, path, body);

    // Then
    assertThat(answers).hasSize(501);
    assertThat(IntStream.range(0, 500))
        .allMatch(i -> answers.get(i).path("reference").asText().equals("r" + i));
    assertThat(answers.get(500).path("summary").path("accepted").asInt()).isEqualTo(500);
  }

  @Test
  @ProducesCode({ErrorCode.FIELDS_TOO_MANY, ErrorCode.VALUE_TOO_LONG})
  void recordWithTooManyFieldsOrTooLongAValueIsRefused() {
    // Given
    String many =
        IntStream.rangeClosed(0, QuietProfile.FIELDS)
            .mapToObj(i -> "\"f" + i + "\":1")
            .collect(Collectors.joining(","));
    String longest = "x".repeat(QuietProfile.VALUE);
    String open = "{\"policy\":\"sens\",\"category\":\"mandatory\",\"subject\":\"u\",\"fields\":{";

    // When
    List<JsonNode> answers =
        Api.items(
            Role.PRODUCT,
            "/records",
            "["
                + (open + many + "}},")
                + (open + "\"photo\":\"" + longest + "y\"}},")
                + (open + "\"photo\":\"" + longest + "\"}}]"));

    // Then
    Problems.isRejected(answers.get(0), ErrorCode.FIELDS_TOO_MANY, "fields");
    Problems.isRejected(answers.get(1), ErrorCode.VALUE_TOO_LONG, "fields.photo");
    assertThat(answers.get(2).path("status").asText()).isEqualTo("accepted");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/records", "/transform", "/events"})
  @ProducesCode(ErrorCode.ITEMS_TOO_MANY)
  void arrayWithTooManyItemsIsRefusedWhole(String path) {
    // Given
    String most = "[" + "{},".repeat(QuietProfile.ITEMS - 1) + "{}";

    // When
    ValidatableResponse longest = Api.send(Role.PRODUCT, path, JSON, most + "]");
    ValidatableResponse tooLong = Api.send(Role.PRODUCT, path, JSON, most + ",{}]");

    // Then
    longest.statusCode(200).body("rejected", equalTo(QuietProfile.ITEMS));
    Problems.isProblem(tooLong, ErrorCode.ITEMS_TOO_MANY)
        .body("detail", containsString(Integer.toString(QuietProfile.ITEMS)));
  }

  @Test
  @ProducesCode(ErrorCode.BODY_TOO_LARGE)
  void everyOtherBodyIsBoundedToo() {
    // Given
    byte[] body = " ".repeat(QuietProfile.BODY + 1).getBytes(StandardCharsets.UTF_8);

    // When
    ValidatableResponse json = Api.send(Role.PRIVACY_OFFICER, "/holds", JSON, body);
    ValidatableResponse yaml = Api.send(Role.PRIVACY_OFFICER, "/policies", "text/plain", body);

    // Then
    Problems.isProblem(json, ErrorCode.BODY_TOO_LARGE);
    Problems.isProblem(yaml, ErrorCode.BODY_TOO_LARGE);
  }

  @ParameterizedTest
  @CsvSource({
    "/policies, text/plain,       PRIVACY_OFFICER, false",
    "/policies, text/plain,       PRIVACY_OFFICER, true",
    "/holds,    application/json, PRIVACY_OFFICER, false",
    "/holds,    application/json, PRIVACY_OFFICER, true",
    "/records,  application/json, PRODUCT,         false",
    "/records,  application/json, PRODUCT,         true",
  })
  void clientThatSendsAllOfALargeBodyBeforeItReadsIsAnswered(
      String path, String type, Role role, boolean saysItsLength) throws Exception {
    for (String connection : List.of("keep-alive", "close")) {
      // Given
      try (RawClient client = RawClient.of(service)) {
        client.head(
            Api.PATH + path,
            "Authorization: Bearer " + Tokens.of(role),
            "Content-Type: " + type,
            "Connection: " + connection);

        // When
        client.body(LARGE, saysItsLength);

        // Then
        String answer = client.answer();
        assertThat(answer).startsWith("HTTP/1.1 413 ").contains("BODY_TOO_LARGE");
      }
    }
  }

  @Test
  void clientThatSendsAllBeforeItReadsLearnsThatItsTokenIsMissing() throws Exception {
    for (boolean saysItsLength : List.of(true, false)) {
      // Given
      try (RawClient client = RawClient.of(service)) {
        client.head(Api.PATH + "/records", "Content-Type: " + Api.NDJSON);

        // When
        client.body(LARGE, saysItsLength);

        // Then
        assertThat(client.answer()).startsWith("HTTP/1.1 401 ").contains("UNAUTHENTICATED");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"/policies, text/plain, PRIVACY_OFFICER", "/records, application/json, PRODUCT"})
  void bodyWithoutEndIsCutOff(String path, String type, Role role) throws Exception {
    // Given
    try (RawClient client = RawClient.of(service)) {
      client.head(
          Api.PATH + path, "Authorization: Bearer " + Tokens.of(role), "Content-Type: " + type);

      // When, Then
      assertThatThrownBy(() -> client.body(ENDLESS, false)).isInstanceOf(IOException.class);
    }
  }
}
